using CausalFusion.Evaluation;

namespace CausalFusion.Tests.Evaluation;

public class FrechetDistanceTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_what_the_reference_finds(int index)
    {
        using GoldenFile golden = GoldenFile.Ours("evaluation");
        double expected = golden.Number($"case{index}.frechet");
        double actual = FrechetDistance.Between(FeatureSets.Of(golden[$"case{index}.real"]), FeatureSets.Of(golden[$"case{index}.generated"]));
        Assert.Equal(expected, actual, 1e-5 * expected);
    }

    [Fact]
    public void Between_Gaussians_with_diagonal_covariances_it_is_the_sum_over_their_axes()
    {
        double[] mean1 = [1, -2, 0.5], mean2 = [0, 1, 0.5], deviation1 = [2, 0.5, 0], deviation2 = [1, 3, 0.25];
        double expected = Enumerable.Range(0, 3).Sum(i => Math.Pow(mean1[i] - mean2[i], 2) + Math.Pow(deviation1[i] - deviation2[i], 2));
        Assert.Equal(expected, FrechetDistance.Between(mean1, Diagonal(deviation1), mean2, Diagonal(deviation2)), 1e-12);
    }

    [Fact]
    public void Turning_both_Gaussians_changes_nothing_and_turning_one_has_a_closed_form()
    {
        // In the plane tr (AB)^½ = (tr AB + 2 (det A det B)^½)^½.
        (double c, double s) = (Math.Cos(0.6), Math.Sin(0.6));
        double[,] a = { { 4, 0 }, { 0, 1 } }, b = { { 4 * c * c + s * s, 3 * c * s }, { 3 * c * s, 4 * s * s + c * c } };
        double trace = (a[0, 0] * b[0, 0]) + (a[1, 1] * b[1, 1]);
        double expected = 10 - (2 * Math.Sqrt(trace + (2 * Math.Sqrt(4 * 4))));

        Assert.Equal(expected, FrechetDistance.Between([0, 0], a, [0, 0], b), 1e-12);
        Assert.Equal(expected, FrechetDistance.Between([0, 0], b, [0, 0], a), 1e-12);
        Assert.Equal(0, FrechetDistance.Between([5, 2], b, [5, 2], b), 1e-12);
    }

    [Fact]
    public void A_set_is_at_no_distance_from_itself_and_a_shift_costs_its_square()
    {
        var random = new Random(5);
        float[][] rows = [.. Enumerable.Range(0, 5000).Select(_ => Enumerable.Range(0, 4).Select(_ => (float)random.Next(-8, 8)).ToArray())];
        FeatureSet set = FeatureSets.Of(rows), shifted = FeatureSets.Of(rows.Select(row => row.Select(value => value + 2).ToArray()));

        Assert.Equal(0, FrechetDistance.Between(set, set), 1e-9);
        Assert.Equal(16, FrechetDistance.Between(set, shifted), 1e-9);
        Assert.Equal(16, FrechetDistance.Between(shifted, set), 1e-9);
    }

    [Fact]
    public void With_fewer_vectors_than_dimensions_no_digits_are_lost()
    {
        var random = new Random(8);
        float[][] rows = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, 200).Select(_ => (float)random.Next(-8, 9)).ToArray())];
        FeatureSet set = FeatureSets.Of(rows), twice = FeatureSets.Of(rows.Select(row => row.Select(value => 2 * value).ToArray()));
        double[] means = [.. Enumerable.Range(0, 200).Select(d => rows.Average(row => (double)row[d]))];
        double meanSquares = means.Sum(mean => mean * mean),
            variances = rows.Sum(row => row.Zip(means, (value, mean) => (value - mean) * (value - mean)).Sum()) / 29;

        // With Σ₂ = 4 Σ₁ the product's root is 2 Σ₁.
        Assert.Equal(meanSquares + ((1 + 4 - (2 * 2)) * variances), FrechetDistance.Between(set, twice), 1e-12 * variances);
        Assert.Equal(FrechetDistance.Between(set, twice), FrechetDistance.Between(twice, set), 1e-12 * variances);
        Assert.Equal(0, FrechetDistance.Between(set, set), 1e-12 * variances);
    }

    [Fact]
    public void Few_vectors_compare_with_many_as_their_Gaussians_do()
    {
        var random = new Random(9);
        float[][] few = Rows(6), many = Rows(50);
        (double[] mean1, double[,] covariance1) = Gaussian(few);
        (double[] mean2, double[,] covariance2) = Gaussian(many);
        double expected = FrechetDistance.Between(mean1, covariance1, mean2, covariance2);

        Assert.Equal(expected, FrechetDistance.Between(FeatureSets.Of(few), FeatureSets.Of(many)), 1e-6 * expected);
        Assert.Equal(expected, FrechetDistance.Between(FeatureSets.Of(many), FeatureSets.Of(few)), 1e-6 * expected);

        float[][] Rows(int count) =>
            [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 10).Select(d => (float)(random.NextDouble() * (d + 1))).ToArray())];
    }

    [Fact]
    public void What_cannot_be_compared_is_refused()
    {
        FeatureSet two = FeatureSets.Of([[1, 2], [3, 4]]), three = FeatureSets.Of([[1, 2, 3], [3, 4, 5]]), one = FeatureSets.Of([[1, 2]]);
        Assert.Contains(
            "found 2 and 3", Assert.Throws<ArgumentException>(() => FrechetDistance.Between(two, three)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "at least 2 vectors", Assert.Throws<ArgumentException>(() => FrechetDistance.Between(two, one)).Message, StringComparison.Ordinal);
        Assert.Contains("expected 2 features, found 1", Assert.Throws<ArgumentException>(() => two.Add([1])).Message, StringComparison.Ordinal);
        Assert.Contains("found NaN", Assert.Throws<ArgumentException>(() => two.Add([1, float.NaN])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => FrechetDistance.Between([1, 2], new double[2, 2], [1], new double[2, 2]));
    }

    private static (double[] Mean, double[,] Covariance) Gaussian(float[][] rows)
    {
        int dimension = rows[0].Length;
        double[] mean = [.. Enumerable.Range(0, dimension).Select(d => rows.Average(row => (double)row[d]))];
        double[,] covariance = new double[dimension, dimension];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < dimension; j++)
            {
                covariance[i, j] = rows.Sum(row => (row[i] - mean[i]) * (row[j] - mean[j])) / (rows.Length - 1);
            }
        }
        return (mean, covariance);
    }

    private static double[,] Diagonal(double[] deviations)
    {
        double[,] covariance = new double[deviations.Length, deviations.Length];
        for (int i = 0; i < deviations.Length; i++)
        {
            covariance[i, i] = deviations[i] * deviations[i];
        }
        return covariance;
    }
}
