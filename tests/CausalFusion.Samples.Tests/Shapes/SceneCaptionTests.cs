using CausalFusion.Randomness;
using CausalFusion.Samples.Shapes;

namespace CausalFusion.Samples.Tests.Shapes;

public sealed class SceneCaptionTests
{
    [Fact]
    public void Every_caption_is_read_back()
    {
        foreach (ShapeDescription shape in Enumerable.Range(0, ShapeDescription.Count).Select(ShapeDescription.Of))
        {
            IsReadBack(SceneDescription.Of(shape));
            foreach (ShapePosition position in Enum.GetValues<ShapePosition>())
            {
                IsReadBack(SceneDescription.Of(shape, position));
            }
            foreach (ShapeRelation relation in Enum.GetValues<ShapeRelation>())
            {
                IsReadBack(SceneDescription.Pair(shape, relation, ShapeDescription.Of(7)));
            }
        }

        static void IsReadBack(SceneDescription scene)
        {
            Assert.True(SceneCaption.TryParse(SceneCaption.Of(scene), out SceneDescription? read));
            Assert.Equal(scene, read);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("a small red")]
    [InlineData("a red circle")]
    [InlineData("a small pink circle")]
    [InlineData("a small red circle at the")]
    [InlineData("a small red circle above")]
    [InlineData("a small red circle above a large blue")]
    [InlineData("a small red circle a large blue square")]
    [InlineData("a small red circle on a large blue square")]
    [InlineData("a small red circle above a large blue square at the top")]
    public void What_is_no_caption_is_not_read(string text) => Assert.False(SceneCaption.TryParse(text, out _));

    [Fact]
    public void About_a_tenth_is_held_out_whatever_the_position_and_the_order()
    {
        var random = new RandomStream(2);
        int single = Enumerable.Range(0, ShapeDescription.Count).Count(
            number => SceneSampler.IsHeldOut(SceneDescription.Of(ShapeDescription.Of(number))));
        Assert.InRange(single, 2, 10);
        int pairs = 0;
        for (int i = 0; i < 2000; i++)
        {
            SceneDescription pair = SceneDescription.Pair(
                ShapeDescription.Of(random.Next(ShapeDescription.Count)), ShapeRelation.Above,
                ShapeDescription.Of(random.Next(ShapeDescription.Count)));
            Assert.Equal(SceneSampler.IsHeldOut(pair), SceneSampler.IsHeldOut(pair.Reversed()));
            pairs += SceneSampler.IsHeldOut(pair) ? 1 : 0;
        }
        Assert.InRange(pairs, 140, 260);
        Assert.False(SceneSampler.IsHeldOut(SceneSampler.Next(random, 0.5, heldOut: false)));
        Assert.True(SceneSampler.IsHeldOut(SceneSampler.Next(random, 0.5, heldOut: true)));
    }
}
