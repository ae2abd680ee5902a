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
            FeatureSets.Of(golden[prefix + "real"]), FeatureSets.Of(golden[prefix + "generated"]), (int)golden.Number(prefix + "neighbors"));
        Assert.Equal(golden.Number(prefix + "precision"), actual.Precision, 1e-6);
        Assert.Equal(golden.Number(prefix + "recall"), actual.Recall, 1e-6);
        Assert.Equal(golden.Number(prefix + "density"), actual.Density, 1e-6);
        Assert.Equal(golden.Number(prefix + "coverage"), actual.Coverage, 1e-6);
    }

    [Fact]
    public void On_a_line_it_is_what_one_counts()
    {
        // Balls of the nearest neighbor: around 0, 1 and 2 of radius 1, around 10 of radius 8.
        FeatureSet real = FeatureSets.Of([[0], [1], [2], [10]]), generated = FeatureSets.Of([[0.5f], [-0.5f], [100], [101]]);
        ManifoldComparison actual = ManifoldComparison.Between(real, generated, neighbors: 1);

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
    public void Distances_that_are_equal_count_as_equal_whatever_their_rounding()
    {
        // Places of a lattice have many neighbors equally far away; a third of them are no binary fractions.
        var random = new Random(7);
        int[][] real = Places(150), generated = Places(120);
        FeatureSet reals = FeatureSets.Of(real.Select(Scaled)), fakes = FeatureSets.Of(generated.Select(Scaled));

        for (int neighbors = 1; neighbors <= 5; neighbors++)
        {
            Assert.Equal(Counted(real, generated, neighbors), ManifoldComparison.Between(reals, fakes, neighbors));
            Assert.Equal(Counted(real, real, neighbors), ManifoldComparison.Between(reals, reals, neighbors));
        }

        int[][] Places(int count) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 6).Select(_ => random.Next(-3, 4)).ToArray())];
        static float[] Scaled(int[] place) => [.. place.Select(value => (value * 64) + 12345f)];
    }

    [Fact]
    public void Copies_of_an_image_are_at_no_distance_from_it_though_a_featurizer_rounds_them_otherwise()
    {
        // What a generator draws that has learned one image by heart: balls of no size.
        var random = new Random(8);
        float[][] real = [.. Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, 64).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
        FeatureSet reals = FeatureSets.Of(real);
        foreach (float[] learned in real)
        {
            ManifoldComparison comparison =
                ManifoldComparison.Between(reals, FeatureSets.Of(Enumerable.Repeat(learned.Select(MathF.BitIncrement).ToArray(), 20)), 3);

            Assert.Equal((1, 1 / 40.0), (comparison.Precision, comparison.Recall));
            Assert.InRange(comparison.Coverage, 1 / 40.0, 0.5);
            Assert.Equal(comparison.Coverage * 40 / 3, comparison.Density, 1e-12); // every copy lies in the same balls
        }
    }

    [Fact]
    public void Sets_that_are_too_small_for_their_neighbors_are_refused()
    {
        FeatureSet three = FeatureSets.Of([[1], [2], [3]]);
        Assert.Contains("at least 4 vectors", Assert.Throws<ArgumentException>(() => ManifoldComparison.Between(three, three, 3)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => ManifoldComparison.Between(three, three, 0));
    }

    // By the definitions, in whole numbers.
    private static ManifoldComparison Counted(int[][] real, int[][] generated, int neighbors)
    {
        int[] realRadius = Radii(real), fakeRadius = Radii(generated);
        bool InReal(int r, int f) => Distance(real[r], generated[f]) <= realRadius[r];
        int[] reals = [.. Enumerable.Range(0, real.Length)], fakes = [.. Enumerable.Range(0, generated.Length)];
        return new ManifoldComparison(
            fakes.Count(f => reals.Any(r => InReal(r, f))) / (double)fakes.Length,
            reals.Count(r => fakes.Any(f => Distance(real[r], generated[f]) <= fakeRadius[f])) / (double)reals.Length,
            fakes.Sum(f => reals.Count(r => InReal(r, f))) / ((double)neighbors * fakes.Length),
            reals.Count(r => fakes.Any(f => InReal(r, f))) / (double)reals.Length);

        int[] Radii(int[][] places) => [.. places.Select(place => places.Select(other => Distance(place, other)).Order().ElementAt(neighbors))];
        static int Distance(int[] a, int[] b) => a.Zip(b, (x, y) => (x - y) * (x - y)).Sum();
    }
}
