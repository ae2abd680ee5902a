using CausalFusion.Samples.Demo.Emoji;

namespace CausalFusion.Samples.Tests.Emoji;

public sealed class EmojiNameTests
{
    [Theory]
    [InlineData("large red circle", "circle", "red")]
    [InlineData("grinning face with smiling eyes", "face", "")]
    [InlineData("crescent moon symbol", "moon", "")]
    [InlineData("gambia flag", "gambia", "")]
    [InlineData("woman: red hair", "woman", "red")]
    [InlineData("man running facing right", "running", "")]
    [InlineData("sign", "sign", "")]
    public void A_name_says_what_is_shown_and_in_which_colors(string name, string thing, string colors) =>
        Assert.Equal(new EmojiName(thing, colors), EmojiName.Of(name));

    [Fact]
    public void Two_flags_are_two_things() => Assert.NotEqual(EmojiName.Of("gambia flag"), EmojiName.Of("france flag"));
}
