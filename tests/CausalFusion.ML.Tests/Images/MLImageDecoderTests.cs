using CausalFusion.Data;
using CausalFusion.Images;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Images;

public sealed class MLImageDecoderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("causalfusion-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Colors_come_in_the_order_red_green_blue_row_by_row()
    {
        byte[] bgra = [3, 2, 1, 255, 30, 20, 10, 255];
        string path = Save("a.png", 2, 1, bgra);
        DecodedImage image = Decode(path, 3);
        Assert.Equal(new ImageShape(1, 2, 3), image.Shape);
        Assert.Equal([1, 2, 3, 10, 20, 30], image.Pixels);
    }

    [Fact]
    public void Colors_become_gray_and_gray_stays()
    {
        string path = Save("a.png", 4, 1, [77, 77, 77, 255, 0, 0, 255, 255, 0, 255, 0, 255, 255, 0, 0, 255]);
        Assert.Equal([77, 76, 150, 29], Decode(path, 1).Pixels);
    }

    [Fact]
    public void What_is_transparent_shows_white()
    {
        string path = Save("a.png", 2, 1, [0, 0, 0, 0, 0, 0, 0, 255]);
        Assert.Equal([255, 255, 255, 0, 0, 0], Decode(path, 3).Pixels);
    }

    [Fact]
    public void A_jpeg_is_decoded_and_its_header_says_the_same_size()
    {
        byte[] bgra = [.. Enumerable.Repeat(new byte[] { 40, 90, 160, 255 }, 24).SelectMany(pixel => pixel)];
        string path = Save("a.jpg", 6, 4, bgra);
        DecodedImage image = Decode(path, 3);
        Assert.Equal(new ImageShape(4, 6, 3), image.Shape);
        Assert.All(
            image.Pixels.Chunk(3), pixel =>
                Assert.All(pixel.Zip(new[] { 160, 90, 40 }), pair => Assert.InRange(pair.First, pair.Second - 4, pair.Second + 4)));
        Assert.Equal((6, 4), ImageFileHeader.ReadSize(File.ReadAllBytes(path)));
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused()
    {
        using var file = new MemoryStream("no image at all"u8.ToArray());
        Assert.Contains(
            "expected an image that can be read", Assert.Throws<InvalidDataException>(
                () => new MLImageDecoder().Decode(file, 3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MLImageDecoder().Decode(file, 4));
    }

    [Fact]
    public void A_folder_of_images_is_a_data_set()
    {
        foreach ((string name, byte gray) in new[] { ("cat", (byte)10), ("dog", (byte)200) })
        {
            Directory.CreateDirectory(Path.Combine(_folder, name));
            Save(Path.Combine(name, "1.png"), 5, 3, [.. Enumerable.Repeat(new byte[] { gray, gray, gray, 255 }, 15).SelectMany(pixel => pixel)]);
        }
        using var dataset = new ImageFolderDataset(_folder, 2, 1, new MLImageDecoder());
        Assert.Equal(["cat", "dog"], dataset.ClassNames);
        byte[] pixels = new byte[4];
        dataset.Read(1, pixels, out int label);
        Assert.Equal((1, 200), (label, Assert.Single(pixels.Distinct())));

        File.WriteAllBytes(Path.Combine(_folder, "dog", "1.png"), File.ReadAllBytes(Path.Combine(_folder, "cat", "1.png"))[..40]);
        string message = Assert.Throws<InvalidDataException>(() => dataset.Read(1, pixels, out _)).Message;
        Assert.Contains("1.png': expected an image that can be read", message, StringComparison.Ordinal);
    }

    private static DecodedImage Decode(string path, int channels)
    {
        using FileStream file = File.OpenRead(path);
        return new MLImageDecoder().Decode(file, channels);
    }

    private string Save(string name, int width, int height, byte[] bgra)
    {
        string path = Path.Combine(_folder, name);
        using MLImage image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, bgra);
        image.Save(path);
        return path;
    }
}
