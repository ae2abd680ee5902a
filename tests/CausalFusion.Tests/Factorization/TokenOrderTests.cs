using System.Text.Json;
using CausalFusion.Factorization;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Factorization;

public sealed class TokenOrderTests
{
    [Fact]
    public void Every_order_of_every_grid_has_each_token_once()
    {
        for (int grid = 1; grid <= 9; grid++)
        {
            foreach (TokenOrder order in Orders(grid))
            {
                Assert.Equal(Enumerable.Range(0, grid * grid).Select(i => (long)i), Fill(order, grid).Order());
            }
        }
    }

    [Fact]
    public void Orders_are_the_references()
    {
        using GoldenFile golden = GoldenFile.Ours("orders");
        foreach (int grid in new[] { 4, 6, 7 })
        {
            Assert.Equal(golden.Integers($"raster.{grid}"), Fill(TokenOrder.Raster, grid).Select(i => (int)i));
            foreach (int size in new[] { 2, 3, 4 })
            {
                Assert.Equal(golden.Integers($"block.{grid}.{size}"), Fill(TokenOrder.BlockRaster(size), grid).Select(i => (int)i));
                Assert.Equal(golden.Integers($"dilated.{grid}.{size}"), Fill(TokenOrder.Dilated(size), grid).Select(i => (int)i));
            }
        }
    }

    [Fact]
    public void Tokens_of_a_block_come_together_and_blocks_in_raster_order()
    {
        foreach ((int grid, int side) in new[] { (8, 4), (8, 2), (7, 3), (5, 5) })
        {
            int blocks = (grid + side - 1) / side;
            int[] block = [.. Fill(TokenOrder.BlockRaster(side), grid).Select(i => ((int)i / grid / side * blocks) + ((int)i % grid / side))];
            Assert.Equal(block.Order(), block);
        }
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7], Fill(TokenOrder.BlockRaster(2), 4).Take(8));
    }

    [Fact]
    public void Tokens_of_a_phase_come_together_and_phases_row_by_row()
    {
        foreach ((int grid, int stride) in new[] { (8, 4), (8, 2), (7, 3) })
        {
            int[] phase = [.. Fill(TokenOrder.Dilated(stride), grid).Select(i => ((int)i / grid % stride * stride) + ((int)i % grid % stride))];
            Assert.Equal(phase.Order(), phase);
        }
        Assert.Equal([0, 2, 8, 10, 1, 3, 9, 11], Fill(TokenOrder.Dilated(2), 4).Take(8));
    }

    [Fact]
    public void Blocks_and_strides_of_one_and_a_block_of_everything_are_raster()
    {
        long[] raster = Fill(TokenOrder.Raster, 6);
        Assert.All(
            new[] { TokenOrder.BlockRaster(1), TokenOrder.BlockRaster(6), TokenOrder.Dilated(1) }, order => Assert.Equal(raster, Fill(order, 6)));
    }

    [Fact]
    public void A_random_order_is_uniform_over_the_permutations()
    {
        const int Draws = 24_000;
        var counts = new Dictionary<string, int>();
        var random = new RandomStream(4);
        long[] order = new long[4];
        for (int i = 0; i < Draws; i++)
        {
            TokenOrder.Random.Fill(order, TokenGrid.Square(2), random);
            string key = string.Join(',', order);
            counts[key] = counts.GetValueOrDefault(key) + 1;
        }
        Assert.Equal(24, counts.Count);
        Assert.InRange(
            counts.Values.Sum(c => (c - (Draws / 24.0)) * (c - (Draws / 24.0)) / (Draws / 24.0)), 0, 49.7); // 23 degrees of freedom, p = 0.001
    }

    [Theory]
    [InlineData("random")]
    [InlineData("raster")]
    [InlineData("block:8")]
    [InlineData("dilated:2")]
    [InlineData("given:3,0,2,1")]
    public void An_order_s_text_names_it_also_in_json(string text)
    {
        TokenOrder order = TokenOrder.Parse(text);
        Assert.Equal(text, order.ToString());
        Assert.Equal($"\"{text}\"", JsonSerializer.Serialize(order));
        Assert.Equal(order, JsonSerializer.Deserialize<TokenOrder>($"\"{text.ToUpperInvariant()}\""));
        Assert.True(TokenOrder.TryParse($" {text} ", null, out TokenOrder? parsed) && parsed == order);
    }

    [Fact]
    public void A_number_is_no_order() =>
        Assert.Contains(
            "TokenOrder", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TokenOrder>("1")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("spiral", "found 'spiral'")]
    [InlineData("block", "found 'block'")]
    [InlineData("block:0", "found 'block:0'")]
    [InlineData("block:x", "found 'block:x'")]
    [InlineData("raster:2", "found 'raster:2'")]
    [InlineData("dilated:99999999999", "found 'dilated:99999999999'")]
    [InlineData("given:", "found 'given:'")]
    [InlineData("given:0,2", "position 1 has 2")]
    [InlineData("given:0,1,1", "position 2 has 1 again")]
    public void What_is_no_order_is_refused(string text, string message)
    {
        Assert.Contains(message, Assert.Throws<FormatException>(() => TokenOrder.Parse(text)).Message, StringComparison.Ordinal);
        Assert.False(TokenOrder.TryParse(text, null, out _));
    }

    [Fact]
    public void An_order_that_does_not_fit_the_grid_is_refused()
    {
        Assert.Contains("grid at least 5 tokens wide or high; found 4×4",
            Assert.Throws<ArgumentException>(() => TokenOrder.BlockRaster(5).Validate(TokenGrid.Square(4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TokenOrder.Dilated(5).Validate(TokenGrid.Square(4)));
        Assert.Contains(
            "of 16 tokens (4×4); found 3", Assert.Throws<ArgumentException>(
                () => TokenOrder.Given([2, 0, 1]).Validate(TokenGrid.Square(4))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => TokenOrder.Raster.Fill(new long[15], TokenGrid.Square(4), new RandomStream(0)));
        Assert.Throws<ArgumentException>(() => TokenOrder.Given([]));
    }

    [Theory]
    [InlineData("raster", "0,1,2,3,4,5,6,7,8,9,10,11")]
    [InlineData("block:2", "0,1,4,5,2,3,6,7,8,9,10,11")]
    [InlineData("dilated:2", "0,2,8,10,1,3,9,11,4,6,5,7")]
    [InlineData("dilated:4", "0,1,2,3,4,5,6,7,8,9,10,11")]
    public void An_order_of_three_rows_of_four_tokens_goes_row_by_row(string order, string expected)
    {
        long[] tokens = new long[12];
        TokenOrder.Parse(order).Fill(tokens, TokenGrid.OfImage(3, 4), new RandomStream(1));
        Assert.Equal(expected, string.Join(',', tokens));
    }

    private static IEnumerable<TokenOrder> Orders(int grid)
    {
        yield return TokenOrder.Random;
        yield return TokenOrder.Raster;
        yield return TokenOrder.Given([.. Enumerable.Range(0, grid * grid).Reverse()]);
        for (int size = 1; size <= grid; size++)
        {
            yield return TokenOrder.BlockRaster(size);
            yield return TokenOrder.Dilated(size);
        }
    }

    private static long[] Fill(TokenOrder order, int grid)
    {
        long[] tokens = new long[grid * grid];
        order.Fill(tokens, TokenGrid.Square(grid), new RandomStream(1, (ulong)grid));
        return tokens;
    }
}
