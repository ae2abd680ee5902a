using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

public sealed class ColumnTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private static string[] Names(IDataView data) => [.. data.Schema.Where(column => !column.IsHidden).Select(column => column.Name)];

    [Fact]
    public void Scalars_and_vectors_are_put_side_by_side()
    {
        var data = _ml.Transforms.Concatenate("All", "Weight", "Features", "Weight").Fit(View).Transform(View);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single, 5), data.Schema["All"].Type);
        Assert.Equal(new float[][] { [2, 1, 10, -4, 2], [-4, 2, 20, 0, -4], [1, 3, 30, 2, 1] }, Vectors.Of<float>(data, "All"));
    }

    [Fact]
    public void Slots_are_named_after_scalars_and_after_vectors_named_slots()
    {
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("Key", "Name")
            .Append(_ml.Transforms.Conversion.MapKeyToVector("Fruit", "Key"))
            .Append(_ml.Transforms.Concatenate("All", "Weight", "Fruit", "Features"));
        var data = pipeline.Fit(View).Transform(View);
        Assert.Equal(["Weight", "Fruit.pear", "Fruit.apple", "", "", ""], Vectors.SlotNames(data.Schema["All"]));
    }

    [Fact]
    public void A_single_scalar_becomes_a_vector_of_one()
    {
        var data = _ml.Transforms.Concatenate("One", "Count").Fit(View).Transform(View);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Int32, 1), data.Schema["One"].Type);
        Assert.Equal(new int[][] { [7], [-1], [300] }, Vectors.Of<int>(data, "One"));
    }

    [Fact]
    public void With_a_vector_of_varying_length_the_result_varies()
    {
        var data = _ml.Transforms.Concatenate("All", "Varying", "Weight").Fit(View).Transform(View);
        Assert.Equal(new VectorDataViewType(NumberDataViewType.Single), data.Schema["All"].Type);
        Assert.Equal(new float[][] { [1, 2], [2, 3, -4], [1] }, Vectors.Of<float>(data, "All"));
    }

    [Fact]
    public void Sparse_vectors_are_put_side_by_side_too()
    {
        var pipeline = _ml.Transforms.Conversion.MapKeyToVector("Sparse", "Plain")
            .Append(_ml.Transforms.Concatenate("All", "Sparse", "Weight", "Sparse"));
        var values = Vectors.Of<float>(pipeline.Fit(View).Transform(View), "All");
        Assert.Equal(new float[][] { [1, 0, 0, 0, 2, 1, 0, 0, 0], [0, 0, 0, 1, -4, 0, 0, 0, 1], [0, 0, 0, 0, 1, 0, 0, 0, 0] }, values);
    }

    [Fact]
    public void Columns_of_different_types_cannot_be_put_side_by_side()
    {
        var fit = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.Concatenate("All", "Weight", "Count").Fit(View).Transform(View));
        Assert.Contains("'Count'", fit.Message, StringComparison.Ordinal);
        Assert.Contains("Single", fit.Message, StringComparison.Ordinal);
        Assert.Contains("Int32", fit.Message, StringComparison.Ordinal);
        var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema, _ml.Transforms.Concatenate("All", "Weight", "Count")));
        Assert.Contains("'Count'", shape.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shape_of_a_concatenation_is_a_vector()
    {
        var shape = Shapes.Of(View.Schema, _ml.Transforms.Concatenate("All", "Weight", "Features"));
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, shape.Find("All").Kind);
        Assert.True(shape.Find("All").Has("SlotNames"));
        Assert.Equal(SchemaShape.Column.VectorKind.VariableVector,
            Shapes.Of(View.Schema, _ml.Transforms.Concatenate("All", "Varying")).Find("All").Kind);
    }

    [Fact]
    public void A_copy_has_the_values_type_and_annotations()
    {
        var data = _ml.Transforms.Conversion.MapValueToKey("Key", "Name").Append(_ml.Transforms.CopyColumns("Copy", "Key")).Fit(View).Transform(View);
        Assert.Equal(data.Schema["Key"].Type, data.Schema["Copy"].Type);
        Assert.Equal(["pear", "apple"], Vectors.TextKeyValues(data.Schema["Copy"]));
        Assert.Equal([1u, 2, 1], Vectors.Scalars<uint>(data, "Copy"));
    }

    [Fact]
    public void Selected_columns_come_in_the_order_they_are_named()
    {
        var data = _ml.Transforms.SelectColumns("Weight", "Name").Fit(View).Transform(View);
        Assert.Equal(["Weight", "Name"], data.Schema.Select(column => column.Name));
        Assert.Equal([2f, -4, 1], Vectors.Scalars<float>(data, "Weight"));
        Assert.Equal(["pear", "apple", "pear"], Vectors.Scalars<string>(data, "Name"));
        Assert.Equal(3, data.GetRowCount() ?? 3);
    }

    [Fact]
    public void Dropped_columns_are_gone_and_the_others_stay_in_order()
    {
        var data = _ml.Transforms.DropColumns("Count", "Flag", "Features").Fit(View).Transform(View);
        Assert.Equal(["Name", "Weight", "Varying", "Tags", "Plain"], Names(data));
        Assert.Null(data.Schema.GetColumnOrNull("Count"));
    }

    [Fact]
    public void Dropping_a_replaced_column_drops_what_it_hid_and_no_other_hidden_column()
    {
        var pairs = new[] { new InputOutputColumnPair("Count"), new InputOutputColumnPair("Flag") };
        var replaced = _ml.Transforms.Conversion.ConvertType(pairs).Fit(View).Transform(View);
        var data = _ml.Transforms.DropColumns("Count").Fit(replaced).Transform(replaced);
        Assert.DoesNotContain("Count", data.Schema.Select(column => column.Name));
        Assert.Equal(2, data.Schema.Count(column => column.Name == "Flag"));
    }

    [Fact]
    public void Hidden_columns_are_kept_only_when_asked_for()
    {
        var replaced = _ml.Transforms.Conversion.ConvertType("Count").Fit(View).Transform(View);
        Assert.Single(_ml.Transforms.SelectColumns("Count").Fit(replaced).Transform(replaced).Schema);
        Assert.Equal(2, _ml.Transforms.SelectColumns(["Count"], keepHidden: true).Fit(replaced).Transform(replaced).Schema.Count);
    }

    [Fact]
    public void A_missing_column_is_named_in_the_error()
    {
        foreach (var estimator in new IEstimator<ITransformer>[]
        {
            _ml.Transforms.Concatenate("Out", "Weight", "Nothing"),
            _ml.Transforms.CopyColumns("Out", "Nothing"),
            _ml.Transforms.SelectColumns("Nothing"),
            _ml.Transforms.DropColumns("Nothing"),
        })
        {
            var fit = Assert.Throws<ArgumentOutOfRangeException>(() => estimator.Fit(View).Transform(View));
            Assert.Contains("Nothing", fit.Message, StringComparison.Ordinal);
            var shape = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema, estimator));
            Assert.Contains("Nothing", shape.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_shape_of_a_selection_has_its_columns_only()
    {
        Assert.Equal(["Name", "Weight"],
            Shapes.Of(View.Schema, _ml.Transforms.SelectColumns("Name", "Weight")).Select(column => column.Name).Order());
        Assert.DoesNotContain("Name", Shapes.Of(View.Schema, _ml.Transforms.DropColumns("Name")).Select(column => column.Name));
    }

    [Fact]
    public void A_saved_model_does_the_same()
    {
        var pipeline = _ml.Transforms.Concatenate("All", "Weight", "Features")
            .Append(_ml.Transforms.CopyColumns("Copy", "All"))
            .Append(_ml.Transforms.DropColumns("All", "Tags"))
            .Append(_ml.Transforms.SelectColumns("Copy", "Name"));
        var data = Vectors.Reloaded(_ml, pipeline.Fit(View), View.Schema).Transform(View);
        Assert.Equal(["Copy", "Name"], data.Schema.Select(column => column.Name));
        Assert.Equal([-4, 2, 20, 0], Vectors.Of<float>(data, "Copy")[1]);
    }

    [Fact]
    public void A_prediction_engine_goes_through_a_selection()
    {
        var model = _ml.Transforms.CopyColumns("Score", "Weight").Append(_ml.Transforms.SelectColumns("Score")).Fit(View);
        using var engine = _ml.Model.CreatePredictionEngine<SampleRow, Scored>(model);
        Assert.Equal(12, engine.Predict(new SampleRow { Weight = 12 }).Score);
    }

    private sealed class Scored
    {
        public float Score { get; set; }
    }
}
