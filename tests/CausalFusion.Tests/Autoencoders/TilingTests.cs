using CausalFusion.Autoencoders;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Autoencoders;

public sealed class TilingTests
{
    [Fact]
    public void Tiles_cover_a_side_and_overlap_at_least_as_asked_for()
    {
        var random = new Random(1);
        for (int i = 0; i < 300; i++)
        {
            int tile = random.Next(1, 20), overlap = random.Next(0, (tile / 2) + 1), count = random.Next(1, 80);
            int[] starts = [.. TiledMap.Starts(count, tile, overlap)];
            Assert.Equal(0, starts[0]);
            Assert.Equal(Math.Max(count, tile), starts[^1] + tile);
            Assert.All(starts.Zip(starts.Skip(1)), pair => Assert.InRange(pair.First + tile - pair.Second, overlap, tile - 1));
        }
    }

    [Fact]
    public void A_map_that_looks_no_further_than_the_overlap_is_the_same_in_tiles_away_from_the_seams_and_blended_in_them()
    {
        using var scope = NewDisposeScope();
        var random = new Random(2);
        using var numbers = new Generator(3);
        Tensor kernel = randn([3, 2, 3, 3], generator: numbers);
        for (int i = 0; i < 20; i++)
        {
            using var caseScope = NewDisposeScope();
            int unit = random.Next(1, 4), tile = random.Next(4, 9), overlap = random.Next(1, (tile / 2) + 1);
            Tensor input = randn([2, 2, random.Next(1, 30), random.Next(1, 30)], generator: numbers);
            Tensor whole = Map(input), tiled = TiledMap.Apply(input, 1, unit, tile, overlap, Map);
            Assert.Equal(whole.shape, tiled.shape);
            // Where one tile alone covers a place and the convolution sees no edge of it, nothing is blended: equal to the last bit or two.
            Tensor same = (whole - tiled).abs().le(1e-5);
            foreach (int row in Alone((int)input.shape[2], tile, overlap))
            {
                foreach (int column in Alone((int)input.shape[3], tile, overlap))
                {
                    Assert.True(same.narrow(2, row * unit, unit).narrow(3, column * unit, unit).all().item<bool>(), $"{row}, {column}");
                }
            }

            Tensor Map(Tensor x) => nn.functional.interpolate(nn.functional.conv2d(x, kernel, padding: [1, 1]), scale_factor: [unit, unit]);
        }

        static IEnumerable<int> Alone(int count, int tile, int overlap)
        {
            int[] starts = [.. TiledMap.Starts(count, tile, overlap)];
            return Enumerable.Range(0, count).Where(cell => starts.Count(start => cell >= start && cell < start + tile) == 1
                && starts.All(start => (start == 0 || cell != start) && (start + tile >= count || cell != start + tile - 1)));
        }
    }

    [Fact]
    public void A_map_of_single_values_is_the_same_in_tiles_everywhere()
    {
        using var scope = NewDisposeScope();
        Tensor input = randn(1, 3, 23, 40);
        Tensor tiled = TiledMap.Apply(input, 1, 2, 7, 3, x => nn.functional.interpolate(x * 2 + 1, scale_factor: [2, 2]));
        Approximately.Equal(nn.functional.interpolate(input * 2 + 1, scale_factor: [2, 2]), tiled, 1e-6);
    }

    [Fact]
    public void Between_two_tiles_the_weight_passes_in_a_straight_line()
    {
        using var scope = NewDisposeScope();
        int calls = 0;
        Tensor tiled = TiledMap.Apply(zeros(1, 1, 1, 12), 1, 1, 8, 4, x => full_like(x, calls++));
        float[] expected = [0, 0, 0, 0, 0.125f, 0.375f, 0.625f, 0.875f, 1, 1, 1, 1];
        Approximately.Equal(tensor(expected, [1, 1, 1, 12]), tiled, 1e-6);
    }

    [Fact]
    public void An_image_that_fits_one_tile_is_encoded_and_decoded_as_without_tiling()
    {
        using var scope = NewDisposeScope();
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd");
        Tensor images = rand(1, 3, 32, 24);
        using LatentPosterior whole = autoencoder.Encode(images);
        Tensor decoded = autoencoder.Decode(whole.Mean);

        autoencoder.Tiling = new TilingOptions { TileSize = 32, Overlap = 8 };
        using LatentPosterior tiled = autoencoder.Encode(images);
        Assert.True(whole.Mean.bytes.SequenceEqual(tiled.Mean.bytes));
        Assert.True(decoded.bytes.SequenceEqual(autoencoder.Decode(whole.Mean).bytes));
    }

    [Fact]
    public void A_larger_image_in_tiles_differs_by_a_few_hundredths_and_less_with_larger_tiles()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var numbers = new Generator(5);
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd");
        foreach ((string name, Tensor weight) in autoencoder.state_dict())
        {
            if (name.Contains(".conv2.", StringComparison.Ordinal) || name.Contains("proj_out", StringComparison.Ordinal))
            {
                weight.mul_(0.1); // at full strength, random weights blow every difference up
            }
        }
        Tensor images = rand([1, 3, 192, 256], generator: numbers) * 2 - 1;
        using LatentPosterior whole = autoencoder.Encode(images);
        Tensor decoded = autoencoder.Decode(whole.Mean);

        Tensor coarse = Tiled(64), fine = Tiled(128);
        Assert.InRange(Relative(decoded, fine), 1e-4, 0.05);
        Assert.True(Relative(decoded, fine) < Relative(decoded, coarse));
        Assert.InRange(Relative(Corner(decoded), Corner(fine)), 1e-4, 0.03);

        Tensor Tiled(int tile)
        {
            autoencoder.Tiling = new TilingOptions { TileSize = tile, Overlap = tile / 4 };
            using LatentPosterior tiled = autoencoder.Encode(images);
            Assert.InRange(Relative(whole.Mean, tiled.Mean), 1e-4, 0.1);
            return autoencoder.Decode(whole.Mean);
        }

        static Tensor Corner(Tensor planes) => planes.narrow(2, 0, 90).narrow(3, 0, 90);

        static double Relative(Tensor expected, Tensor actual) =>
            Math.Sqrt((expected - actual).square().mean().item<float>() / (expected - expected.mean()).square().mean().item<float>());
    }

    [Theory]
    [InlineData(30, 8, "TileSize")]
    [InlineData(0, 0, "TileSize")]
    [InlineData(32, 6, "Overlap")]
    [InlineData(32, 20, "Overlap")]
    [InlineData(32, -4, "Overlap")]
    public void Tiles_that_do_not_fit_the_autoencoder_are_refused(int tile, int overlap, string expected)
    {
        using KlAutoencoder autoencoder = SmallAutoencoders.Load("autoencoder_sd");
        var options = new TilingOptions { TileSize = tile, Overlap = overlap };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => autoencoder.Tiling = options).Message, StringComparison.Ordinal);
    }
}
