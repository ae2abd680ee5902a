using System.Collections.Immutable;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Tests.Transforms;

public sealed class NormalizationTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView View => _ml.Data.LoadFromEnumerable(SampleRow.Three);

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.InRange(actual[i], expected[i] - 1e-6f, expected[i] + 1e-6f);
    }

    [Fact]
    public void Zero_stays_zero_and_the_largest_absolute_value_becomes_one()
    {
        var data = _ml.Transforms.NormalizeMinMax("Out", "Weight").Fit(View).Transform(View);
        Near([0.5f, -1, 0.25f], Vectors.Scalars<float>(data, "Out"));
        Assert.True(data.Schema["Out"].IsNormalized());
        Assert.Equal(NumberDataViewType.Single, data.Schema["Out"].Type);
    }

    [Fact]
    public void Without_fixing_zero_the_range_becomes_zero_to_one()
    {
        var data = _ml.Transforms.NormalizeMinMax("Out", "Weight", fixZero: false).Fit(View).Transform(View);
        Near([1, 0, 5f / 6], Vectors.Scalars<float>(data, "Out"));
    }

    [Fact]
    public void Each_slot_of_a_vector_has_a_range_of_its_own()
    {
        var vectors = Vectors.Of<float>(_ml.Transforms.NormalizeMinMax("Features").Fit(View).Transform(View), "Features");
        Near([1f / 3, 1f / 3, -1], vectors[0]);
        Near([2f / 3, 2f / 3, 0], vectors[1]);
        Near([1, 1, 0.5f], vectors[2]);
    }

    [Fact]
    public void A_slot_that_is_always_the_same_becomes_zero()
    {
        var rows = _ml.Data.LoadFromEnumerable([new SampleRow { Features = [5, 1, 0] }, new SampleRow { Features = [5, 2, 0] }]);
        var vectors = Vectors.Of<float>(_ml.Transforms.NormalizeMinMax("Features").Fit(rows).Transform(rows), "Features");
        Near([0, 0.5f, 0], vectors[0]);
    }

    [Fact]
    public void Values_that_are_not_numbers_are_not_learned_from_and_stay()
    {
        var rows = _ml.Data.LoadFromEnumerable([new SampleRow { Weight = float.NaN }, new SampleRow { Weight = 4 }, new SampleRow { Weight = 2 }]);
        var values = Vectors.Scalars<float>(_ml.Transforms.NormalizeMinMax("Out", "Weight").Fit(rows).Transform(rows), "Out");
        Assert.Equal(float.NaN, values[0]);
        Near([1, 0.5f], values[1..]);
    }

    [Fact]
    public void Only_the_first_examples_are_learned_from()
    {
        var data = _ml.Transforms.NormalizeMinMax("Out", "Features", maximumExampleCount: 2).Fit(View).Transform(View);
        Near([1.5f, 1.5f, 0.5f], Vectors.Of<float>(data, "Out")[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeMinMax("Out", "Features", maximumExampleCount: 1).Fit(View));
    }

    [Fact]
    public void Zeros_of_sparse_vectors_count()
    {
        var pipeline = _ml.Transforms.Conversion.MapKeyToVector("Sparse", "Plain")
            .Append(_ml.Transforms.NormalizeMinMax("Out", "Sparse", fixZero: false));
        Assert.Equal([1, 0, 0, 0], Vectors.Of<float>(pipeline.Fit(View).Transform(View), "Out")[0]);
    }

    [Fact]
    public void Doubles_stay_doubles()
    {
        var pipeline = _ml.Transforms.Conversion.ConvertType("Wide", "Weight", DataKind.Double).Append(_ml.Transforms.NormalizeMinMax("Wide"));
        var data = pipeline.Fit(View).Transform(View);
        Assert.Equal(NumberDataViewType.Double, data.Schema["Wide"].Type);
        Assert.Equal([0.5, -1, 0.25], Vectors.Scalars<double>(data, "Wide"));
    }

    [Fact]
    public void By_mean_and_variance_the_mean_square_becomes_one()
    {
        var values = Vectors.Scalars<float>(_ml.Transforms.NormalizeMeanVariance("Out", "Weight").Fit(View).Transform(View), "Out");
        float root = MathF.Sqrt((4 + 16 + 1) / 3f);
        Near([2 / root, -4 / root, 1 / root], values);
    }

    [Fact]
    public void Without_fixing_zero_the_mean_becomes_zero_and_the_variance_one()
    {
        var values = Vectors.Scalars<float>(_ml.Transforms.NormalizeMeanVariance("Out", "Weight", fixZero: false).Fit(View).Transform(View), "Out");
        float mean = -1 / 3f, deviation = MathF.Sqrt(((2 - mean) * (2 - mean) + (-4 - mean) * (-4 - mean) + (1 - mean) * (1 - mean)) / 3);
        Near([(2 - mean) / deviation, (-4 - mean) / deviation, (1 - mean) / deviation], values);
    }

    [Fact]
    public void The_distribution_function_gives_shares_between_zero_and_one()
    {
        var rows = _ml.Data.LoadFromEnumerable([new SampleRow { Weight = 1 }, new SampleRow { Weight = 2 }, new SampleRow { Weight = 3 }]);
        var values = Vectors.Scalars<float>(_ml.Transforms.NormalizeMeanVariance("Out", "Weight", useCdf: true).Fit(rows).Transform(rows), "Out");
        Assert.InRange(values[0], 0.1103f - 1e-3f, 0.1103f + 1e-3f);
        Assert.InRange(values[1], 0.4999f, 0.5001f);
        Assert.InRange(values[2], 0.8897f - 1e-3f, 0.8897f + 1e-3f);
    }

    [Fact]
    public void The_parameters_that_were_learned_can_be_had()
    {
        InputOutputColumnPair[] pairs = [new("A", "Weight"), new("B", "Features")];
        var model = _ml.Transforms.NormalizeMinMax(pairs, fixZero: false).Fit(View);
        var scalar = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<float>>(model.GetNormalizerModelParameters(0));
        Near([1f / 6, -4], [scalar.Scale, scalar.Offset]);
        var vector = Assert.IsType<NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<float>>>(
            model.GetNormalizerModelParameters(1));
        Near([0.5f, 0.05f, 1f / 6], [.. vector.Scale]);
        Near([1, 10, -4], [.. vector.Offset]);
    }

    [Fact]
    public void A_column_without_real_numbers_or_of_varying_length_is_named_in_the_error()
    {
        foreach (string column in new[] { "Name", "Count", "Varying" })
        {
            var fit = Assert.Throws<ArgumentOutOfRangeException>(() => Shapes.Of(View.Schema, _ml.Transforms.NormalizeMinMax("Out", column)));
            Assert.Contains($"'{column}'", fit.Message, StringComparison.Ordinal);
            Assert.ThrowsAny<Exception>(() => _ml.Transforms.NormalizeMinMax("Out", column).Fit(View).Transform(View));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.NormalizeMeanVariance("Out", "Nothing").Fit(View));
    }

    [Fact]
    public void The_shape_is_normalized()
    {
        var column = Shapes.Of(View.Schema, _ml.Transforms.NormalizeMinMax("Out", "Features")).Find("Out");
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, column.Kind);
        Assert.True(column.Has("IsNormalized"));
    }

    [Fact]
    public void A_saved_model_normalizes_alike()
    {
        var pipeline = _ml.Transforms.NormalizeMinMax("A", "Features", fixZero: false)
            .Append(_ml.Transforms.NormalizeMeanVariance("B", "Weight"))
            .Append(_ml.Transforms.NormalizeMeanVariance("C", "Features", useCdf: true));
        var model = pipeline.Fit(View);
        var (expected, actual) = (model.Transform(View), Vectors.Reloaded(_ml, model, View.Schema).Transform(View));
        Assert.Equal(Vectors.Of<float>(expected, "A"), Vectors.Of<float>(actual, "A"));
        Assert.Equal(Vectors.Scalars<float>(expected, "B"), Vectors.Scalars<float>(actual, "B"));
        Assert.Equal(Vectors.Of<float>(expected, "C"), Vectors.Of<float>(actual, "C"));
    }
}
