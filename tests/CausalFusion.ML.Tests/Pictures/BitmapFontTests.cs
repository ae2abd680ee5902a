using CausalFusion.ML.Pictures;

namespace CausalFusion.ML.Tests.Pictures;

public class BitmapFontTests
{
    private static readonly string _printable = string.Concat(Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code));

    [Fact]
    public void Every_printable_character_has_a_glyph_of_its_own() =>
        Assert.Equal(_printable.Length, _printable.Select(Glyph).Distinct().Count());

    [Fact]
    public void Only_the_space_is_without_ink() => Assert.Equal(" ", string.Concat(_printable.Where(character => !Glyph(character).Contains('#'))));

    [Fact]
    public void What_the_font_lacks_looks_like_a_question_mark() => Assert.All("é\n\u007f雪", character => Assert.Equal(Glyph('?'), Glyph(character)));

    [Fact]
    public void Letters_with_a_mirror_image_are_symmetric() => Assert.All("AHIMOTUVWXY8", character =>
        Assert.All(Glyph(character).Split('/'), row => Assert.Equal(row, string.Concat(row.Reverse()))));

    [Fact]
    public void A_line_is_as_wide_as_its_ink_can_reach()
    {
        var canvas = new PixelCanvas(100, 30, Rgb.White);
        canvas.DrawText("MM", 0, 0, 2, Rgb.Ink);
        int right = Enumerable.Range(0, canvas.Width).Last(x => Enumerable.Range(0, canvas.Height).Any(y => canvas[x, y] == Rgb.Ink));
        Assert.Equal(BitmapFont.Measure("MM", 2) - 1, right);
    }

    private static string Glyph(char character) => string.Join('/', Enumerable.Range(0, BitmapFont.GlyphHeight).Select(row =>
        string.Concat(Enumerable.Range(0, BitmapFont.GlyphWidth).Select(column => BitmapFont.HasInk(character, row, column) ? '#' : '.'))));
}
