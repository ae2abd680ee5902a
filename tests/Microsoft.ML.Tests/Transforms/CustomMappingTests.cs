using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Tests.Transforms;

public sealed class CustomMappingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    [Fact]
    public void The_functions_columns_are_added_to_the_row()
    {
        var data = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null).Fit(View).Transform(View);
        Assert.Equal(["pear!", "apple!", "pear!"], Vectors.Scalars<string>(data, "Loud"));
        Assert.Equal(new float[][] { [2, 4], [-4, -8], [1, 2] }, Vectors.Of<float>(data, "Multiples"));
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 2), data.Schema["Multiples"].Type);
        Assert.Equal([7, -1, 300], Vectors.Scalars<int>(data, "Count"));
    }

    [Fact]
    public void The_function_is_called_once_a_row_however_many_columns_are_read()
    {
        int calls = 0;
        var data = _ml.Transforms.CustomMapping<Source, Result>(
            (source, result) =>
            {
                calls++;
                Result.Compute(source, result);
            },
            null).Fit(View).Transform(View);
        using var cursor = data.GetRowCursor(data.Schema);
        var getText = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Loud"]);
        var getVector = cursor.GetGetter<VBuffer<float>>(data.Schema["Multiples"]);
        ReadOnlyMemory<char> text = default;
        VBuffer<float> vector = default;
        while (cursor.MoveNext())
        {
            getText(ref text);
            getVector(ref vector);
            getText(ref text);
        }
        Assert.Equal(3, calls);
    }

    [Fact]
    public void Columns_that_nobody_reads_are_not_computed()
    {
        var mapping = _ml.Transforms.CustomMapping<Source, Result>((_, _) => throw new InvalidOperationException("called"), null);
        var data = mapping.Fit(View).Transform(View);
        Assert.Equal([7, -1, 300], Vectors.Scalars<int>(data, "Count"));
        Assert.ThrowsAny<Exception>(() => Vectors.Scalars<string>(data, "Loud"));
    }

    [Fact]
    public void A_missing_column_is_named_in_the_error()
    {
        var without = _ml.Transforms.DropColumns("Name").Fit(View).Transform(View);
        var mapping = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null);
        var fit = Assert.ThrowsAny<Exception>(() => mapping.Fit(without).Transform(without));
        Assert.Contains("Name", fit.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(without.Schema, mapping));
        Assert.Contains("Name", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_column_of_another_type_is_named_in_the_error()
    {
        var other = _ml.Transforms.Conversion.MapValueToKey("Name").Fit(View).Transform(View);
        var mapping = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null);
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(other.Schema, mapping));
        Assert.Contains("'Name'", shape.Message, StringComparison.Ordinal);
        Assert.Contains("String", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shape_has_the_functions_columns()
    {
        var shape = Shapes.Of(View.Schema, _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null));
        Assert.Equal(TextDataViewType.Instance, shape.Find("Loud").ItemType);
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, shape.Find("Multiples").Kind);
        Assert.Contains("Count", shape.Select(column => column.Name));
    }

    [Fact]
    public void A_prediction_engine_runs_the_function()
    {
        var model = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null).Fit(View);
        using var engine = _ml.Model.CreatePredictionEngine<SampleRow, Result>(model);
        Assert.Equal("fig!", engine.Predict(new SampleRow { Name = "fig" }).Loud);
        Assert.Equal([5, 10], engine.Predict(new SampleRow { Weight = 5 }).Multiples);
    }

    [Fact]
    public void A_mapping_without_a_contract_cannot_be_saved()
    {
        var model = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, null).Fit(View);
        using var zip = new MemoryStream();
        Assert.ThrowsAny<Exception>(() => _ml.Model.Save(model, View.Schema, zip));
    }

    [Fact]
    public void A_mapping_with_a_contract_is_found_again_by_its_factory()
    {
        var model = _ml.Transforms.CustomMapping(new ResultFactory().GetMapping(), ResultFactory.Contract).Fit(View);
        using var zip = new MemoryStream();
        _ml.Model.Save(model, View.Schema, zip);
        zip.Position = 0;
        var other = new MLContext(seed: 2);
        other.ComponentCatalog.RegisterAssembly(typeof(ResultFactory).Assembly);
        Assert.Equal(["pear!", "apple!", "pear!"], Vectors.Scalars<string>(other.Model.Load(zip, out _).Transform(View), "Loud"));
    }

    [Fact]
    public void A_contract_without_a_factory_is_named_in_the_error()
    {
        var model = _ml.Transforms.CustomMapping<Source, Result>(Result.Compute, "nobody's contract").Fit(View);
        using var zip = new MemoryStream();
        _ml.Model.Save(model, View.Schema, zip);
        zip.Position = 0;
        var e = Assert.ThrowsAny<Exception>(() => new MLContext(seed: 2).Model.Load(zip, out _));
        while (!e.Message.Contains("nobody's contract", StringComparison.Ordinal))
            e = e.InnerException ?? throw new InvalidOperationException("No exception names the contract", e);
    }

    public sealed class Source
    {
        public string Name { get; set; } = "";

        public float Weight { get; set; }
    }

    public sealed class Result
    {
        public string Loud { get; set; } = "";

        [VectorType(2)]
        public float[] Multiples { get; set; } = [];

        public static void Compute(Source source, Result result)
        {
            result.Loud = source.Name + "!";
            result.Multiples = [source.Weight, 2 * source.Weight];
        }
    }

    [CustomMappingFactoryAttribute(Contract)]
    public sealed class ResultFactory : CustomMappingFactory<Source, Result>
    {
        public const string Contract = "loud names";

        public override Action<Source, Result> GetMapping() => Result.Compute;
    }
}
