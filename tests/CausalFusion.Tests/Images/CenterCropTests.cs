using CausalFusion.Images;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Images;

public sealed class CenterCropTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void It_is_that_of_the_reference_bit_for_bit(int index)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("centre_crop");
        DecodedImage image = Image(golden[$"case{index}.image"]), expected = Image(golden[$"case{index}.cropped"]);

        DecodedImage cropped = CenterCrop.ToSquare(image, expected.Shape.Width);
        Assert.Equal(expected.Shape, cropped.Shape);
        Assert.Equal(expected.Pixels, cropped.Pixels);
    }

    [Fact]
    public void A_plain_image_stays_plain_at_any_size()
    {
        var random = new Random(4);
        for (int i = 0; i < 100; i++)
        {
            var shape = new ImageShape(random.Next(1, 90), random.Next(1, 90), 3);
            byte[] color = [(byte)random.Next(256), (byte)random.Next(256), 255];
            byte[] pixels = [.. Enumerable.Range(0, shape.ValueCount).Select(at => color[at % 3])];
            int size = random.Next(1, 40);
            DecodedImage cropped = CenterCrop.ToSquare(new DecodedImage(shape, pixels), size);
            Assert.Equal(new ImageShape(size, size, 3), cropped.Shape);
            Assert.All(cropped.Pixels.Chunk(3), pixel => Assert.Equal(color, pixel));
        }
    }

    [Theory]
    [InlineData(2_000_000, 1)]
    [InlineData(1, 2_000_000)]
    public void A_strip_costs_no_more_than_its_middle(int height, int width)
    {
        var shape = new ImageShape(height, width, 1);
        byte[] pixels = [.. Enumerable.Range(0, shape.ValueCount).Select(i => (byte)(i / 1000 == 1000 ? 200 : 10))];
        long before = GC.GetAllocatedBytesForCurrentThread();

        DecodedImage cropped = CenterCrop.ToSquare(new DecodedImage(shape, pixels), 512);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 16 << 20);
        Assert.Equal(10, cropped.Pixels[0]);
        Assert.Equal(200, cropped.Pixels[^1]);
    }

    [Fact]
    public void A_wrong_size_or_number_of_bytes_is_refused()
    {
        var shape = new ImageShape(2, 2, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() => CenterCrop.ToSquare(new DecodedImage(shape, new byte[4]), 0));
        Assert.Contains("the 4 bytes", Assert.Throws<ArgumentException>(() => CenterCrop.ToSquare(new DecodedImage(shape, new byte[5]), 1)).Message,
            StringComparison.Ordinal);
    }

    private static DecodedImage Image(Tensor pixels) =>
        new(new ImageShape((int)pixels.shape[0], (int)pixels.shape[1], (int)pixels.shape[2]), pixels.data<byte>().ToArray());
}
