using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Tests.Rows;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Each trainer × each operation of ML.NET that a user may put it, its data or what it makes through.</summary>
public class TrainerConformanceTests
{
    private const int Count = 12;

    private readonly MLContext _ml = new(seed: 1);

    public static TheoryData<string> Names { get; } = new(Trainers.All.Keys);

    private IDataView Data => _ml.Data.LoadFromEnumerable(Example.Make(Count));

    [Theory, MemberData(nameof(Names))]
    public void The_two_forms_of_the_schema_agree(string name)
    {
        Trainer made = Trainers.All[name];
        IEstimator<ModelTransformer> trainer = made.Make(_ml);
        using ModelTransformer transformer = trainer.Fit(Data);
        DataViewSchema schema = transformer.GetOutputSchema(Data.Schema);
        SchemaShape.Column shape = trainer.GetOutputSchema(Shapes.Of(Data.Schema)).Single(column => column.Name == made.Output);

        Assert.Equal(Data.Schema.Select(column => column.Name).Append(made.Output), schema.Select(column => column.Name));
        Assert.Equal(transformer.Transform(Data).Schema[made.Output].Type, schema[made.Output].Type);
        Assert.Equal(SchemaShape.Column.VectorKind.Scalar, shape.Kind);
        Assert.Equal((made.Task.OutputType, made.Task.OutputType), (shape.ItemType.GetType(), schema[made.Output].Type.GetType()));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_column_that_is_missing_is_named_in_both_forms_with_those_that_are_there(string name)
    {
        AssertRefused(
            Trainers.All[name].Make(_ml, images: "Picture"), "Could not find image column 'Picture'; the input has the columns 'Image', 'Doubled'");
        AssertRefused(
            Trainers.All[name].Make(_ml, label: "Kind"),
            $"Could not find {Trainers.All[name].Task.Role} column 'Kind'; the input has the columns 'Image', 'Doubled'");
    }

    [Theory, MemberData(nameof(Names))]
    public void A_column_of_the_wrong_type_is_named_in_both_forms_with_what_was_expected_and_found(string name)
    {
        AssertRefused(Trainers.All[name].Make(_ml, images: nameof(Example.Seed)),
            "Schema mismatch for image column 'Seed': expected Image or Vector<Single, 192>, got UInt64");
        AssertRefused(Trainers.All[name].Make(_ml, label: nameof(Example.Share)),
            $"Schema mismatch for {Trainers.All[name].Task.Role} column 'Share': expected {Trainers.All[name].Task.Expected}, got Single");
    }

    [Theory, MemberData(nameof(Names))]
    public void It_is_the_middle_of_a_chain(string name)
    {
        using var chain = Trainers.All[name].Task.Relabel(_ml)
            .Append(Trainers.All[name].Make(_ml, label: "Class"))
            .Append(_ml.Transforms.CopyColumns("After", Trainers.All[name].Output))
            .Fit(Data);

        Assert.Equal(Drawn(name, Data), Component.Values(chain.Transform(Requests), "After"));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_cache_checkpoint_before_it_keeps_vectors_of_pixels(string name)
    {
        var input = new RecordingView(Data);
        using var chain = _ml.Transforms.CopyColumns("Pixels", nameof(Example.Numbers))
            .AppendCacheCheckpoint(_ml)
            .Append(new Reader())
            .Append(Trainers.All[name].Make(_ml, images: "Pixels"))
            .Fit(input);

        Assert.Equal(Drawn(name, Data), Component.Values(chain.Transform(Requests), Trainers.All[name].Output));
        Assert.Equal(Count, input.RowsRead);
    }

    [Theory, MemberData(nameof(Names))]
    public void One_part_of_a_split_is_learned_and_the_other_drawn(string name)
    {
        DataOperationsCatalog.TrainTestData parts = _ml.Data.TrainTestSplit(Data, testFraction: 0.4, seed: 2);
        using ModelTransformer model = Trainers.All[name].Make(_ml).Fit(parts.TrainSet);
        ulong[] learned = [.. parts.TrainSet.GetColumn<ulong>("Seed")], kept = [.. parts.TestSet.GetColumn<ulong>("Seed")];

        Assert.Equal(Count, learned.Union(kept).Count());
        Assert.InRange(learned.Length, 1, Count - 1);
        Assert.Equal(Drawn(name, _ml.Data.LoadFromEnumerable(Example.Make(Count).Where(example => learned.Contains(example.Seed)))),
            Component.Values(model.Transform(Requests), Trainers.All[name].Output));
        Assert.Equal(kept.Length, Component.Values(model.Transform(parts.TestSet), Trainers.All[name].Output).Count);
    }

    [Theory, MemberData(nameof(Names))]
    public void Cross_validation_trains_it_on_each_fold(string name)
    {
        int trainings = 0;
        var pipeline = Trainers.All[name].Make(
            _ml, change: options => options.Progress = new Immediately<TrainingProgress>(progress => trainings += progress.Step == 1 ? 1 : 0))
            .Append(Trainers.All[name].Task.Featurize(_ml))
            .Append(_ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy(nameof(Example.Key)));

        IReadOnlyList<TrainCatalogBase.CrossValidationResult<MulticlassClassificationMetrics>> results =
            _ml.MulticlassClassification.CrossValidate(Data, pipeline, numberOfFolds: 2, labelColumnName: nameof(Example.Key));

        Assert.Equal(2, trainings);
        Assert.All(results, result => Assert.InRange(result.Metrics.MicroAccuracy, 0, 1));
        foreach (IDisposable model in results.Select(result => (IDisposable)result.Model))
        {
            model.Dispose();
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Shuffled_rows_train_as_rows_of_that_order_do(string name)
    {
        // ML.NET shuffles no images, but vectors of their pixels.
        IDataView shuffled = _ml.Data.ShuffleRows(Data, seed: 3);
        ulong[] order = [.. shuffled.GetColumn<ulong>("Seed")];
        List<Example> examples = Example.Make(Count);

        Assert.NotEqual(Data.GetColumn<ulong>("Seed"), order);
        Assert.Equal(
            Drawn(name, _ml.Data.LoadFromEnumerable(order.Select(seed => examples[(int)seed])), nameof(Example.Bytes)),
            Drawn(name, shuffled, nameof(Example.Bytes)));
    }

    [Theory, MemberData(nameof(Names))]
    public void Rows_from_a_binary_file_train_as_those_that_were_saved(string name)
    {
        using var folder = new TemporaryFolder();
        IDataView rows = _ml.Transforms.SelectColumns(Trainers.All[name].Task.Label, nameof(Example.Bytes)).Fit(Data).Transform(Data);
        using (FileStream file = File.Create(folder["rows.idv"]))
        {
            _ml.Data.SaveAsBinary(rows, file);
        }
        Assert.Equal(Drawn(name, Data), Drawn(name, _ml.Data.LoadFromBinary(folder["rows.idv"]), nameof(Example.Bytes)));
    }

    [Theory, MemberData(nameof(Names))]
    public void A_preview_shows_the_first_rows(string name)
    {
        using ModelTransformer model = Trainers.All[name].Make(_ml).Fit(Data);
        DataDebuggerPreview preview = model.Transform(Requests).Preview(maxRows: 2);

        Assert.Equal(2, preview.RowView.Length);
        Assert.Contains(preview.RowView[1].Values, value => value.Key == Trainers.All[name].Output && value.Value is MLImage or ReadOnlyMemory<char>);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_prediction_engine_gives_what_a_data_view_gives(string name)
    {
        using ModelTransformer model = Trainers.All[name].Make(_ml).Fit(Data);
        Func<Example, float[]> predict = Trainers.All[name].Predict(_ml, model);
        List<float[]> expected = Component.Values(model.Transform(_ml.Data.TakeRows(Data, 3)), Trainers.All[name].Output);

        // Batches of another size, so equal but for rounding.
        Assert.All(expected.Zip(Example.Make(3).Select(predict)), row =>
        {
            Assert.Equal(row.First.Length, row.Second.Length);
            Assert.All(row.First.Zip(row.Second), pair => Assert.InRange(pair.Second - pair.First, -1, 1));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void What_it_makes_is_saved_and_loaded_alone_and_in_a_chain_as_a_file_and_as_a_stream(string name)
    {
        using ModelTransformer alone = Trainers.All[name].Make(_ml).Fit(Data);
        using var chain =
            _ml.Transforms.CopyColumns("Class", Trainers.All[name].Task.Label).Append(Trainers.All[name].Make(_ml, label: "Class")).Fit(Data);
        using var folder = new TemporaryFolder();
        foreach (ITransformer transformer in new ITransformer[] { alone, chain })
        {
            _ml.Model.Save(transformer, Data.Schema, folder["model.zip"]);
            using var stream = new MemoryStream();
            _ml.Model.Save(transformer, Data.Schema, stream);
            using var fromFile = (IDisposable)new MLContext().Model.Load(folder["model.zip"], out _);
            using var fromStream = (IDisposable)new MLContext().Model.Load(stream, out _);
            Assert.Equal(Drawn(name, Data), Component.Values(((ITransformer)fromFile).Transform(Requests), Trainers.All[name].Output));
            Assert.Equal(Drawn(name, Data), Component.Values(((ITransformer)fromStream).Transform(Requests), Trainers.All[name].Output));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void The_contexts_seed_decides_where_the_options_have_none(string name)
    {
        List<float[]> first = OfContext(seed: 1);
        Assert.Equal(first, OfContext(seed: 1));
        Assert.NotEqual(first, OfContext(seed: 2));

        List<float[]> OfContext(int seed)
        {
            var ml = new MLContext(seed);
            using ModelTransformer model = Trainers.All[name].Make(ml, change: options => options.Seed = null).Fit(Data);
            return Component.Values(model.Transform(Requests), Trainers.All[name].Output);
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void A_GPU_that_is_not_there_is_named_or_replaced_by_the_CPU(string name)
    {
        _ml.GpuDeviceId = 97;
        _ml.FallbackToCpu = false;
        string message = Assert.Throws<InvalidOperationException>(() => Trainers.All[name].Make(_ml).Fit(Data)).Message;
        Assert.Contains("GpuDeviceId", message, StringComparison.Ordinal);
        Assert.Contains("found 97", message, StringComparison.Ordinal);

        _ml.FallbackToCpu = true;
        bool isWarned = false;
        _ml.Log += (_, e) => isWarned |= e.Kind == ChannelMessageKind.Warning && e.Message.Contains("Running on the CPU", StringComparison.Ordinal);
        Trainers.All[name].Make(_ml).Fit(Data).Dispose();
        Assert.True(isWarned);
    }

    [Theory, MemberData(nameof(Names))]
    public void The_log_says_what_is_trained_and_how_far_it_has_come(string name)
    {
        var lines = new List<string>();
        _ml.Log += (_, e) => lines.Add(e.Message);

        Trainers.All[name].Make(_ml).Fit(Data).Dispose();

        Assert.Contains(lines, line => line.Contains($"Training on 12 images of 8×8×3 {Trainers.All[name].Task.Learned}", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("Step 3 of 3: loss ", StringComparison.Ordinal));
    }

    private IDataView Requests => _ml.Data.LoadFromEnumerable(Example.Make(5));

    /// <summary>The values of what is made after training on some rows.</summary>
    private List<float[]> Drawn(string name, IDataView rows, string images = nameof(Example.Image))
    {
        using ModelTransformer model = Trainers.All[name].Make(_ml, images).Fit(rows);
        return Component.Values(model.Transform(Requests), Trainers.All[name].Output);
    }

    private void AssertRefused(IEstimator<ModelTransformer> trainer, string message)
    {
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.GetOutputSchema(Shapes.Of(Data.Schema))).Message,
            StringComparison.Ordinal);
        Assert.Contains(message, Assert.Throws<ArgumentOutOfRangeException>(() => trainer.Fit(Data)).Message, StringComparison.Ordinal);
    }

    /// <summary>Reads the rows once before the trainer does.</summary>
    private sealed class Reader : IEstimator<ITransformer>
    {
        public ITransformer Fit(IDataView input)
        {
            using DataViewRowCursor cursor = input.GetRowCursor(
                input.Schema.Where(column => column.Name is "Pixels" or nameof(Example.Key) or nameof(Example.Caption)));
            while (cursor.MoveNext())
            {
            }
            return new MLContext().Transforms.CopyColumns("Same", nameof(Example.Seed)).Fit(input);
        }

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema;
    }
}
