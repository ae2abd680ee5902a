namespace CausalFusion.ML.Tests.Saving;

public class GoldenModelTests
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Golden");

    [Fact]
    public void A_generator_draws_what_it_drew_when_it_was_saved()
    {
        (List<byte[]> recorded, List<byte[]> now) = GoldenModels.DrawAgain(_folder);

        Assert.Equal(3, recorded.Count);
        Assert.Equal(recorded.Count, now.Count);
        Assert.All(recorded.Zip(now), pair => AssertNear(pair.First, pair.Second, 1));
        int difference = recorded[0].Zip(recorded[1]).Max(pair => Math.Abs(pair.First - pair.Second));
        Assert.True(difference > 50, "The images of two classes show nothing of the network.");
    }

    [Fact]
    public void A_featurizer_gives_what_it_gave_when_it_was_saved()
    {
        (List<float[]> recorded, List<float[]> now) = GoldenModels.FeaturizeAgain(_folder);

        Assert.Equal(6, recorded.Count);
        Assert.Equal(recorded.Count, now.Count);
        double largest = recorded.Max(row => row.Max(Math.Abs));
        Assert.All(recorded.Zip(now), pair => AssertNear(pair.First, pair.Second, 2.5e-6 * largest));
    }

    [Fact]
    public void A_captioner_says_what_it_said_when_it_was_saved()
    {
        (List<(string Caption, float Score)> recorded, List<(string Caption, float Score)> now) = GoldenModels.CaptionAgain(_folder);

        Assert.Equal(6, recorded.Count);
        Assert.Equal(recorded.Select(row => row.Caption), now.Select(row => row.Caption));
        Assert.All(recorded.Zip(now), pair => Assert.Equal(pair.First.Score, pair.Second.Score, 1e-4));
        Assert.True(recorded.Select(row => row.Caption).Distinct().Count() >= 3, "The captions show nothing of the network.");
    }

    [Fact]
    public void A_generator_draws_of_prompts_what_it_drew_when_it_was_saved()
    {
        (List<byte[]> recorded, List<byte[]> now) = GoldenModels.DrawPromptsAgain(_folder);

        Assert.Equal((3, 3), (recorded.Count, now.Count));
        Assert.All(recorded.Zip(now), pair => AssertNear(pair.First, pair.Second, 1));
        Assert.True(recorded[0].Zip(recorded[1]).Max(pair => Math.Abs(pair.First - pair.Second)) > 50, "The images show nothing of their prompts.");
    }

    [Fact]
    public void An_editor_gives_by_prompts_what_it_gave_when_it_was_saved()
    {
        (List<byte[]> recorded, List<byte[]> now) = GoldenModels.EditAgain(_folder);

        Assert.Equal((3, 3), (recorded.Count, now.Count));
        Assert.All(recorded.Zip(now), pair => AssertNear(pair.First, pair.Second, 1));
    }

    private static void AssertNear<T>(T[] expected, T[] actual, double tolerance) where T : IConvertible
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First.ToDouble(null), pair.Second.ToDouble(null), tolerance));
    }
}
