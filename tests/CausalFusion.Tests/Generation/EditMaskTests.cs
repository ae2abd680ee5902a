using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Generation;

public sealed class EditMaskTests
{
    [Theory]
    [InlineData("center", 4, "....|.##.|.##.|....")]
    [InlineData("outside", 4, "####|#..#|#..#|####")]
    [InlineData("top", 4, "####|####|....|....")]
    [InlineData("bottom", 4, "....|....|####|####")]
    [InlineData("left", 4, "##..|##..|##..|##..")]
    [InlineData("right", 4, "..##|..##|..##|..##")]
    [InlineData("top", 3, "###|###|...")]
    [InlineData("bottom", 3, "...|###|###")]
    [InlineData("left", 3, "##.|##.|##.")]
    [InlineData("center", 3, "###|###|###")]
    [InlineData("rectangle:1,0,2,3", 4, "....|###.|###.|....")]
    [InlineData("all", 2, "##|##")]
    public void A_named_mask_marks_what_its_name_says(string name, int gridSize, string expected) =>
        Assert.Equal(expected, Drawn(EditMask.Parse(name.ToUpperInvariant(), TokenGrid.Square(gridSize))));

    [Theory]
    [InlineData("center", "......|.####.|.####.|......")]
    [InlineData("outside", "######|#....#|#....#|######")]
    [InlineData("top", "######|######|......|......")]
    [InlineData("right", "...###|...###|...###|...###")]
    [InlineData("rectangle:0,4,4,2", "....##|....##|....##|....##")]
    [InlineData("rect:0,4,4,2", "....##|....##|....##|....##")]
    [InlineData("Centre", "......|.####.|.####.|......")]
    public void A_mask_of_four_rows_of_six_tokens_marks_what_its_name_says(string name, string expected) =>
        Assert.Equal(expected, Drawn(EditMask.Parse(name, TokenGrid.OfImage(4, 6))));

    [Fact]
    public void An_inverse_marks_the_others_and_a_mask_counts_what_it_marks()
    {
        var random = new RandomStream(1);
        for (int trial = 0; trial < 30; trial++)
        {
            bool[,] grid = RandomGrid(random, 1 + random.Next(8));
            EditMask mask = EditMask.FromGrid(grid), inverse = mask.Inverse();
            Assert.Equal(grid.Cast<bool>().Count(marked => marked), mask.Count);
            Assert.Equal(grid.Length, mask.Count + inverse.Count);
            Assert.Equal(grid.Cast<bool>(), Enumerable.Range(0, grid.Length).Select(i => mask[i / mask.Grid.Columns, i % mask.Grid.Columns]));
            Assert.Equal(Drawn(mask), Drawn(inverse.Inverse()));
        }
    }

    [Fact]
    public void A_token_is_regenerated_if_any_of_its_pixels_is_marked_or_if_more_than_a_share_are()
    {
        bool[,] pixels = new bool[4, 6]; // tokens of 2 × 3 pixels
        pixels[0, 0] = true;
        pixels[2, 3] = pixels[2, 4] = pixels[2, 5] = true;
        pixels[3, 0] = pixels[3, 1] = pixels[3, 2] = pixels[2, 0] = true;
        Assert.Equal("#.|##", Drawn(EditMask.FromPixels(pixels, TokenGrid.Square(2))));
        Assert.Equal("..|#.", Drawn(EditMask.FromPixels(pixels, TokenGrid.Square(2), 0.5)));
        Assert.Equal("..|##", Drawn(EditMask.FromPixels(pixels, TokenGrid.Square(2), 0.4)));
    }

    [Theory]
    [InlineData("middle", "no such mask")]
    [InlineData("rectangle:0,0,5,1", "within 4×4 tokens; found 5×1")]
    [InlineData("rectangle:3,3,2,1", "at row 3, column 3")]
    [InlineData("rectangle:0,0,1", "no such mask")]
    [InlineData("rectangle:0,0,0,1", "found 0×1")]
    [InlineData("rectangle:2147483647,0,2147483647,1", "within 4×4")]
    public void What_is_no_mask_of_the_grid_is_refused(string text, string message) =>
        Assert.Contains(message, Assert.Throws<FormatException>(() => EditMask.Parse(text, TokenGrid.Square(4))).Message, StringComparison.Ordinal);

    [Fact]
    public void Grids_and_pictures_of_the_wrong_shape_are_refused()
    {
        Assert.Contains("found 0×3", Assert.Throws<ArgumentException>(() => EditMask.FromGrid(new bool[0, 3])).Message, StringComparison.Ordinal);
        Assert.Contains("multiples of 4×4", Assert.Throws<ArgumentException>(() => EditMask.FromPixels(new bool[8, 6], TokenGrid.Square(4))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => EditMask.FromPixels(new bool[8, 8], TokenGrid.Square(4), 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => EditMask.Center(TokenGrid.Square(0)));
    }

    internal static bool[,] RandomGrid(RandomStream random, int size)
    {
        bool[,] grid = new bool[size, size];
        for (int i = 0; i < grid.Length; i++)
        {
            grid[i / size, i % size] = random.Next(2) == 0;
        }
        return grid;
    }

    private static string Drawn(EditMask mask) => string.Join('|', Enumerable.Range(0, mask.Grid.Rows).Select(row =>
        string.Concat(Enumerable.Range(0, mask.Grid.Columns).Select(column => mask[row, column] ? '#' : '.'))));
}
