using System.Buffers.Binary;
using System.IO.Compression;
using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using TorchSharp;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Each component × each operation of ML.NET that a user may put it through.</summary>
public sealed class ConformanceTests(Trained trained) : IClassFixture<Trained>, IDisposable
{
    private const int Count = 10;

    // What a test fits has a share in the network, which would outlive the class.
    private readonly List<IDisposable> _fitted = [];

    public static TheoryData<string> Names { get; } = new(Components.All.Keys);

    private MLContext Context => trained.Context;

    private IDataView Data => Context.Data.LoadFromEnumerable(ConformanceRow.Make(Count));

    public void Dispose() => _fitted.ForEach(fitted => fitted.Dispose());

    [Theory, MemberData(nameof(Names))]
    public void The_two_forms_of_the_schema_agree(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        DataViewSchema.Column column = transformer.GetOutputSchema(Data.Schema)[Component.Output];
        SchemaShape.Column shape =
            component.Make(Context, trained.Model).GetOutputSchema(Shapes.Of(Data.Schema)).Single(c => c.Name == Component.Output);

        Assert.Equal(transformer.Transform(Data).Schema[Component.Output].Type, column.Type);
        Assert.Equal(
            column.Type switch
            {
                VectorDataViewType { IsKnownSize: true } => SchemaShape.Column.VectorKind.Vector,
                VectorDataViewType => SchemaShape.Column.VectorKind.VariableVector,
                _ => SchemaShape.Column.VectorKind.Scalar,
            },
            shape.Kind);
        Assert.Equal(column.Type is VectorDataViewType vector ? vector.ItemType.RawType : column.Type.RawType, shape.ItemType.RawType);
        Assert.Equal(column.HasSlotNames(), shape.Annotations.Any(annotation => annotation.Name == "SlotNames"));
        Assert.Equal(Data.Schema.Count + component.Columns, transformer.GetOutputSchema(Data.Schema).Count);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_column_that_is_missing_is_named_in_both_forms_with_those_that_are_there(string name)
    {
        Component component = Components.All[name];
        IDataView data = Context.Transforms.DropColumns(component.Input).Fit(Data).Transform(Data);
        string expected = $"Could not find {component.Role} column '{component.Input}'; the input has the columns";
        AssertRefused(component, data, expected);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_column_of_the_wrong_type_is_named_in_both_forms_with_what_was_expected_and_found(string name)
    {
        Component component = Components.All[name];
        IDataView data = Context.Transforms.CopyColumns(component.Input, "Wrong").Fit(Data).Transform(Data);
        AssertRefused(component, data, $"Schema mismatch for {component.Role} column '{component.Input}': expected");
        AssertRefused(component, data, "got DateTime");
    }

    [Theory, MemberData(nameof(Names))]
    public void It_is_one_of_a_chain(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        using var chain = Context.Transforms.CopyColumns("Before", component.Input)
            .Append(component.Make(Context, trained.Model))
            .Append(Context.Transforms.CopyColumns("After", Component.Output))
            .Fit(Data);

        component.AssertSame(Component.Values(transformer.Transform(Data)), Component.Values(chain.Transform(Data), "After"));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_cache_checkpoint_behind_it_keeps_its_vectors_so_that_it_runs_once(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        IEstimator<ITransformer> vectors = component.Make(Context, trained.Model);
        IDataView expected = transformer.Transform(Data);
        if (expected.Schema[Component.Output].Type is ImageDataViewType)
        {
            // ML.NET caches no images; what is made of them it does.
            var features = Context.Transforms.FeaturizeImages(Component.Output, Component.Output, trained.Model, new() { BatchSize = 4 });
            vectors = vectors.Append(features);
            expected = Kept(features.Fit(expected)).Transform(expected);
        }
        var input = new RecordingView(Data);
        var counter = new CountingEstimator();
        using var chain = vectors.AppendCacheCheckpoint(Context).Append(counter).Fit(input);

        component.AssertSame(Component.Values(expected), counter.Passes[0]);
        Assert.Equal(counter.Passes[0], counter.Passes[1]);
        Assert.Equal(Count, input.RowsRead);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_parts_of_a_split_give_what_the_whole_gives(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        DataOperationsCatalog.TrainTestData parts = Context.Data.TrainTestSplit(Data, testFraction: 0.3, seed: 2);
        AssertSameBySeed(component, transformer, parts.TrainSet, parts.TestSet);
    }

    [Theory, MemberData(nameof(Names))]
    public void Shuffled_rows_give_what_they_gave_in_order(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);

        // ML.NET shuffles no images, so they are made of what was shuffled, as LoadImages makes them of paths.
        IDataView shuffled = Context.Data.ShuffleRows(Data, seed: 3);
        shuffled = Context.Transforms.CustomMapping<Drawing, Drawn>(
            (from, to) => to.Image = TestPictures.Image((int)from.Seed), null).Fit(shuffled).Transform(shuffled);
        Assert.NotEqual(Data.GetColumn<ulong>("Seed"), shuffled.GetColumn<ulong>("Seed"));
        AssertSameBySeed(component, transformer, shuffled);

        IDataView transformed = transformer.Transform(Data);
        if (transformed.Schema[Component.Output].Type is VectorDataViewType)
        {
            IDataView later = Context.Data.ShuffleRows(transformed, seed: 4);
            component.AssertSame(
                Component.Values(transformed), [.. later.GetColumn<ulong>("Seed").Zip(Component.Values(later)).OrderBy(row => row.First)
                    .Select(row => row.Second)]);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_taken_and_skipped_give_what_they_gave_among_all(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        List<float[]> all = Component.Values(transformer.Transform(Data));

        component.AssertSame(all[..3], Component.Values(transformer.Transform(Context.Data.TakeRows(Data, 3))));
        component.AssertSame(all[..3], Component.Values(Context.Data.TakeRows(transformer.Transform(Data), 3)));
        component.AssertSame(all[7..], Component.Values(Context.Data.SkipRows(transformer.Transform(Data), 7)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Cross_validation_trains_and_tests_a_classifier_behind_it(string name)
    {
        Component component = Components.All[name];
        IDataView data = Context.Data.LoadFromEnumerable(ConformanceRow.Make(24));
        var pipeline = component.WithFeatures(Context, trained.Model, data).AppendCacheCheckpoint(Context).Append(
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy());

        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> results =
            Context.MulticlassClassification.CrossValidate(data, pipeline, numberOfFolds: 2);

        Assert.Equal(2, results.Count);
        Assert.All(results, result => Kept(result.Model));
        Assert.All(results, result => Assert.InRange(result.Metrics.MicroAccuracy, 0, 1));
    }

    [Theory, MemberData(nameof(Names))]
    public void Vectors_are_saved_in_binary_and_loaded_as_they_were(string name)
    {
        (_, ITransformer transformer) = Fit(name);
        IDataView transformed = transformer.Transform(Data);
        if (transformed.Schema[Component.Output].Type is ImageDataViewType)
        {
            // Files of data views hold no images; what goes with a column of them is saved.
            transformed =
                Kept(Context.Transforms.FeaturizeImages(Component.Output, Component.Output, trained.Model).Fit(transformed)).Transform(transformed);
        }
        transformed = Context.Transforms.SelectColumns("Seed", Component.Output).Fit(transformed).Transform(transformed);
        using var folder = new TemporaryFolder();
        using (FileStream file = File.Create(folder["rows.idv"]))
        {
            Context.Data.SaveAsBinary(transformed, file);
        }
        IDataView loaded = Context.Data.LoadFromBinary(folder["rows.idv"]);

        Assert.Equal(transformed.Schema[Component.Output].Type, loaded.Schema[Component.Output].Type);
        Assert.Equal(transformed.Schema[Component.Output].HasSlotNames(), loaded.Schema[Component.Output].HasSlotNames());
        Assert.Equal(Component.Values(transformed), Component.Values(loaded));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_preview_shows_the_first_rows(string name)
    {
        (_, ITransformer transformer) = Fit(name);
        DataDebuggerPreview preview = transformer.Transform(Data).Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Contains(preview.RowView[1].Values, value => value.Key == Component.Output && value.Value is not null);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_prediction_engine_gives_what_a_data_view_gives(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        Func<ConformanceRow, float[]> predict = component.Predict(Context, transformer);
        component.AssertSame(Component.Values(transformer.Transform(Data)), [.. ConformanceRow.Make(Count).Select(predict)]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Several_cursors_at_once_give_what_one_gives(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        IDataView transformed = transformer.Transform(Data);
        List<float[]> expected = Component.Values(transformed);
        List<float[]>[] actual = new List<float[]>[3];
        Parallel.For(0, actual.Length, i => actual[i] = Component.Values(transformed));
        Assert.All(actual, values => component.AssertSame(expected, values));
    }

    [Fact]
    public void All_components_at_once_on_one_network_give_what_each_gives_by_itself()
    {
        (Component Component, IDataView Transformed)[] all =
            [.. Components.All.Keys.Select(Fit).Select(fitted => (fitted.Component, fitted.Transformer.Transform(Data)))];
        List<float[]>[] expected = [.. all.Select(each => Component.Values(each.Transformed))], actual = new List<float[]>[all.Length];
        Parallel.For(0, all.Length, i => actual[i] = Component.Values(all[i].Transformed));
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Component.AssertSame(expected[i], actual[i]);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Columns_that_do_not_need_the_model_do_not_run_it(string name)
    {
        Component component = Components.All[name];
        ITransformer transformer = component.Make(Context, trained.Model).Fit(Data);
        var input = new RecordingView(Data);
        IDataView transformed = transformer.Transform(input);

        // A model that is gone cannot have been run.
        ((IDisposable)transformer).Dispose();

        Assert.Equal(Enumerable.Range(0, Count).Select(i => (ulong)i), transformed.GetColumn<ulong>("Seed"));
        Assert.Equal(["Seed"], input.ColumnsAsked.Distinct());
        Assert.Equal(Count, input.RowsRead);
        Assert.Throws<ObjectDisposedException>(() => Component.Values(transformed));
    }

    [Theory, MemberData(nameof(Names))]
    public void Only_who_reads_the_new_column_makes_tensors(string name)
    {
        (_, ITransformer transformer) = Fit(name);
        using var chain =
            new TransformerChain<ITransformer>(transformer, Context.Transforms.CopyColumns("Copy", "Seed").Fit(transformer.Transform(Data)));
        IDataView transformed = chain.Transform(Data);
        PredictionEngine<ConformanceRow, Copied> engine =
            Context.Model.CreatePredictionEngine<ConformanceRow, Copied>(chain, new PredictionEngineOptions { OwnsTransformer = false });
        long before = TensorsMade();

        IEnumerable<DataViewSchema.Column> others = transformed.Schema.Where(column => column.Name is not (Component.Output or Component.Other));
        using (DataViewRowCursor cursor = transformed.GetRowCursor(others))
        {
            ValueGetter<ulong> getter = cursor.GetGetter<ulong>(transformed.Schema["Copy"]);
            for (ulong i = 0, copy = 0; i < Count; i++)
            {
                Assert.True(cursor.MoveNext());
                getter(ref copy);
                Assert.Equal(i, copy);
            }
        }
        Assert.Equal(7ul, engine.Predict(new ConformanceRow { Seed = 7 }).Copy);
        Assert.Equal(before, TensorsMade());

        Assert.Equal(Count, Component.Values(transformed).Count);
        Assert.True(TensorsMade() > before);

        // Batches are computed on the thread that reads rows.
        static long TensorsMade() => DisposeScopeManager.Statistics.CreatedInScopeCount + DisposeScopeManager.Statistics.CreatedOutsideScopeCount;
    }

    [Theory, MemberData(nameof(Names))]
    public void It_is_saved_and_loaded_alone_and_in_a_chain_as_a_file_and_as_a_stream(string name)
    {
        (Component component, ITransformer alone) = Fit(name);
        using var chain = component.Make(Context, trained.Model).Append(Context.Transforms.CopyColumns("After", Component.Output)).Fit(Data);
        List<float[]> expected = Component.Values(alone.Transform(Data));
        using var folder = new TemporaryFolder();
        foreach (ITransformer transformer in new[] { alone, chain })
        {
            Context.Model.Save(transformer, Data.Schema, folder["model.zip"]);
            using (var loaded = (IDisposable)new MLContext().Model.Load(folder["model.zip"], out DataViewSchema schema))
            {
                Assert.Subset(Data.Schema.Select(column => column.Name).ToHashSet(), schema.Select(column => column.Name).ToHashSet());
                Assert.Equal(expected, Component.Values(((ITransformer)loaded).Transform(Data)));
            }
            using var stream = new MemoryStream();
            Context.Model.Save(transformer, Data.Schema, stream);
            stream.Position = 0;
            using var streamed = (IDisposable)new MLContext().Model.Load(stream, out _);
            Assert.Equal(expected, Component.Values(((ITransformer)streamed).Transform(Data)));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_newer_version_is_refused_by_name(string name)
    {
        (Component component, ITransformer transformer) = Fit(name);
        using var stream = new MemoryStream();
        Context.Model.Save(transformer, Data.Schema, stream);

        Exception? exception = Assert.ThrowsAny<Exception>(() => new MLContext().Model.Load(Newer(stream.ToArray()), out _));

        while (exception is not null && !exception.Message.Contains(
            $"The component {component.Loader} of the model file cannot be read by this version", StringComparison.Ordinal))
        {
            exception = exception.InnerException;
        }
        Assert.NotNull(exception);
    }

    private (Component Component, ITransformer Transformer) Fit(string name) =>
        (Components.All[name], Kept(Components.All[name].Make(Context, trained.Model).Fit(Data)));

    private T Kept<T>(T transformer) where T : ITransformer
    {
        _fitted.Add((IDisposable)transformer);
        return transformer;
    }

    private void AssertRefused(Component component, IDataView data, string message)
    {
        IEstimator<ITransformer> estimator = component.Make(Context, trained.Model);
        ITransformer fitted = Kept(estimator.Fit(Data));
        Refuses(component.Method, "GetOutputSchema", () => estimator.GetOutputSchema(Shapes.Of(data.Schema)));
        Refuses(fitted.GetType().Name, "GetOutputSchema", () => estimator.Fit(data));
        Refuses(fitted.GetType().Name, "GetOutputSchema", () => fitted.GetOutputSchema(data.Schema));
        Refuses(fitted.GetType().Name, "Transform", () => fitted.Transform(data));

        void Refuses(string by, string phase, Func<object> use)
        {
            ArgumentOutOfRangeException exception = Assert.Throws<ArgumentOutOfRangeException>(use);
            Assert.Contains(message, exception.Message, StringComparison.Ordinal);
            Assert.Equal((by, phase), (Tags.ComponentOf(exception), Tags.PhaseOf(exception)));
        }
    }

    private void AssertSameBySeed(Component component, ITransformer transformer, params IDataView[] parts)
    {
        List<float[]> expected = Component.Values(transformer.Transform(Data));
        var actual = new SortedDictionary<ulong, float[]>();
        foreach (IDataView transformed in parts.Select(transformer.Transform))
        {
            foreach ((ulong seed, float[] values) in transformed.GetColumn<ulong>("Seed").Zip(Component.Values(transformed)))
            {
                actual.Add(seed, values);
            }
        }
        Assert.Equal(Count, actual.Count);
        component.AssertSame(expected, [.. actual.Values]);
    }

    private static MemoryStream Newer(byte[] saved)
    {
        var target = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(saved)))
        using (var to = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            string folder = from.Entries.Single(entry => entry.Name == "Weights.safetensors").FullName[..^"Weights.safetensors".Length];
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using var content = new MemoryStream();
                using (Stream stream = entry.Open())
                {
                    stream.CopyTo(content);
                }
                byte[] bytes = content.ToArray();
                if (entry.FullName == folder + "Model.key")
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x48), 0x00020000); // written by
                    BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(0x4C), 0x00020000); // readable by
                }
                using Stream written = to.CreateEntry(entry.FullName).Open();
                written.Write(bytes);
            }
        }
        target.Position = 0;
        return target;
    }

    private sealed class Copied
    {
        public ulong Copy { get; set; }
    }

    private sealed class Drawing
    {
        public ulong Seed { get; set; }
    }

    private sealed class Drawn
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Image { get; set; }
    }

    /// <summary>Reads its input twice, as a trainer that iterates does.</summary>
    private sealed class CountingEstimator : IEstimator<ITransformer>
    {
        public List<float[]>[] Passes { get; private set; } = [];

        public ITransformer Fit(IDataView input)
        {
            Passes = [Component.Values(input), Component.Values(input)];
            return new MLContext().Transforms.CopyColumns("Same", "Seed").Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
