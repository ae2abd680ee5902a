using CausalFusion.Text;

namespace CausalFusion.Tests.Text;

public sealed class PieceSplitterTests
{
    [Theory]
    [InlineData("cl100k", "a small  red|\n", "a| small| | red|\\|\n")]
    [InlineData("cl100k", "It's 12345!!\n\n x", "It|'s| |123|45|!!\n\n| x")]
    [InlineData("cl100k", "we'LL'ſ", "we|'LL|'ſ")]
    [InlineData("cl100k", "x  \n  y  ", "x|  \n| | y|  ")]
    [InlineData("cl100k", "a\u0085\uFEFFb", "a|\u0085|\uFEFFb")]
    [InlineData("gpt2", "It's 12345!!\n\n x", "It|'s| 12345|!!|\n\n| x")]
    [InlineData("gpt2", "WE'LL", "WE|'|LL")]
    [InlineData("o200k", "HTTPServer isn't camelCase's a/b/\n", "HTTPServer| isn't| camel|Case's| a|/b|/\n")]
    public void A_text_is_cut_where_the_encoding_cuts(string splitting, string text, string pieces) => Assert.Equal(pieces, Cut(splitting, text));

    [Theory]
    [InlineData("cl100k", " 𠀀𠮷 𝒜𝓁 𝟘𝟙𝟚𝟛 🚀!", " 𠀀𠮷| 𝒜𝓁| |𝟘𝟙𝟚|𝟛| 🚀!")]
    [InlineData("gpt2", " 𠀀a 𝟘𝟙𝟚𝟛9", " 𠀀a| 𝟘𝟙𝟚𝟛9")]
    [InlineData("o200k", "𐐔𐐯𐐔 \U0001E8D0a", "𐐔𐐯|𐐔| \U0001E8D0a")]
    public void Characters_beyond_the_basic_plane_are_what_they_are_and_not_two_halves(string splitting, string text, string pieces) =>
        Assert.Equal(pieces, Cut(splitting, text));

    private static string Cut(string splitting, string text) => string.Join('|', PieceSplitter.Of(TextSplitting.Parse(splitting)).PreTokenize(text)
        .Select(piece => text.Substring(piece.Offset, piece.Length).Replace("|", "\\|", StringComparison.Ordinal)));
}
