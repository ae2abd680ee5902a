using CausalFusion.Evaluation;

namespace CausalFusion.Tests.Evaluation;

public class ManifoldComparisonTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void It_is_what_the_reference_finds(int index)
    {
        using GoldenFile golden = GoldenFile.Ours("evaluation");
        string prefix = $"case{index}.";
        ManifoldComparison actual = ManifoldComparison.Between(
            FeatureSets.Of(golden[prefix + "real"]), FeatureSets.Of(golden[prefix + "generated"]), (int)golden.Number(prefix + "neighbours"));
        Assert.Equal(golden.Number(prefix + "precision"), actual.Precision, 1e-6);
        Assert.Equal(golden.Number(prefix + "recall"), actual.Recall, 1e-6);
        Assert.Equal(golden.Number(prefix + "density"), actual.Density, 1e-6);
        Assert.Equal(golden.Number(prefix + "coverage"), actual.Coverage, 1e-6);
    }

    [Fact]
    public void On_a_line_it_is_what_one_counts()
    {
        // Balls of the nearest neighbour: around 0, 1 and 2 of radius 1, around 10 of radius 8.
        FeatureSet real = FeatureSets.Of([[0], [1], [2], [10]]), generated = FeatureSets.Of([[0.5f], [-0.5f], [100], [101]]);
        ManifoldComparison actual = ManifoldComparison.Between(real, generated, neighbours: 1);

        Assert.Equal(0.5, actual.Precision, 1e-12);
        Assert.Equal(0.5, actual.Recall, 1e-12); // 0 and 1 lie in the balls around −0.5 and 0.5, of radius 1
        Assert.Equal(3 / 4.0, actual.Density, 1e-12); // 0.5 lies in two balls, −0.5 in one
        Assert.Equal(0.5, actual.Coverage, 1e-12);
    }

    [Fact]
    public void A_set_covers_itself_and_covers_nothing_far_away()
    {
        var random = new Random(6);
        float[][] rows = [.. Enumerable.Range(0, 1500).Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextSingle()).ToArray())];
        FeatureSet set = FeatureSets.Of(rows), far = FeatureSets.Of(rows.Select(row => row.Select(value => value + 50).ToArray()));

        ManifoldComparison itself = ManifoldComparison.Between(set, set);
        Assert.Equal((1, 1, 1), (itself.Precision, itself.Recall, itself.Coverage));
        Assert.InRange(itself.Density, 1, 1.5);
        Assert.Equal(new ManifoldComparison(0, 0, 0, 0), ManifoldComparison.Between(set, far));
    }

    [Fact]
    public void Sets_that_are_too_small_for_their_neighbours_are_refused()
    {
        FeatureSet three = FeatureSets.Of([[1], [2], [3]]);
        Assert.Contains("at least 4 vectors", Assert.Throws<ArgumentException>(() => ManifoldComparison.Between(three, three, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ManifoldComparison.Between(three, three, 0));
    }
}
