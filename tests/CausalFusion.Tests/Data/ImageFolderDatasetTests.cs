using System.Buffers.Binary;
using CausalFusion.Data;
using CausalFusion.Images;

namespace CausalFusion.Tests.Data;

public sealed class ImageFolderDatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Folders_are_classes_in_ordinal_order_and_files_the_images_in_theirs()
    {
        Write("b/2.bmp", 20);
        Write("b/10.bmp", 21);
        Write("a/x.BMP", 10);
        Write("B/y.bmp", 5);
        Write("b/.hidden.bmp", 99);
        Write("b/notes.txt", 99);
        Write("b/deeper/z.bmp", 99);
        Write(".git/objects.bmp", 99);
        Write("loose.bmp", 99);

        using var dataset = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder());
        Assert.Equal(["B", "a", "b"], dataset.ClassNames);
        Assert.Equal((4, 3, new ImageShape(2, 2, 3)), (dataset.Count, dataset.ClassCount, dataset.Shape));
        Assert.Equal(["y.bmp", "x.BMP", "10.bmp", "2.bmp"], Enumerable.Range(0, 4).Select(i => Path.GetFileName(dataset.PathOf(i))));
        Assert.Equal([(5, 0), (10, 1), (21, 2), (20, 2)], Enumerable.Range(0, 4).Select(i => Read(dataset, i)));
    }

    [Fact]
    public void Batches_of_a_folder_are_read_in_parallel_and_cropped()
    {
        for (int i = 0; i < 12; i++)
        {
            Write($"{i % 3}/{i:d2}.bmp", (byte)(20 * i), width: 4 + i, height: 9);
        }
        using var dataset = new ImageFolderDataset(_folder.Path, 4, 3, new PlainDecoder());
        using var loader = new ImageBatchLoader(dataset, new BatchSampler(12, 6, seed: 1), batchesAhead: 2);
        using ImageBatch first = loader.Next(), second = loader.Next();
        Assert.Equal([6, 3, 4, 4], first.Images.shape);
        Assert.Equal(12, first.Images.flatten(1).amax([1]).data<float>().Concat(second.Images.flatten(1).amax([1]).data<float>()).Distinct().Count());
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_named()
    {
        Write("a/good.bmp", 1);
        File.WriteAllText(_folder[Path.Combine("a", "bad.bmp")], "no image");
        Write("a/broken.bmp", 66);
        Write("a/other.bmp", 67);
        using var dataset = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder());
        Assert.Contains($"bad.bmp': expected a PNG, JPEG, GIF or BMP image", Refused(dataset, 0), StringComparison.Ordinal);
        Assert.Contains("broken.bmp': the pixels are missing", Refused(dataset, 1), StringComparison.Ordinal);
        Assert.Contains("other.bmp': expected an image of 2×2×3 as the file says, found 1×1×3", Refused(dataset, 3), StringComparison.Ordinal);

        File.Delete(_folder[Path.Combine("a", "good.bmp")]);
        Assert.Contains("good.bmp", Assert.Throws<FileNotFoundException>(() => Read(dataset, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_claims_to_be_huge_is_refused_before_it_is_decoded()
    {
        Write("a/huge.bmp", 1);
        byte[] png = Convert.FromHexString("89504E470D0A1A0A0000000D49484452000186A0000186A0");
        File.WriteAllBytes(_folder[Path.Combine("a", "huge.bmp")], png);
        using var dataset = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder());
        Assert.Contains(
            "huge.bmp': expected an image of at most 67108864 pixels, found 100000×100000", Refused(dataset, 0), StringComparison.Ordinal);

        using var strict = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder(), new ImageFolderOptions { MaxFileBytes = 20 });
        Assert.Contains("a file of at most 20 bytes, found 24", Refused(strict, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_data_set_is_refused()
    {
        var decoder = new PlainDecoder();
        Assert.Contains(
            "There is no folder", Assert.Throws<DatasetNotFoundException>(
                () => new ImageFolderDataset(_folder["none"], 2, 3, decoder)).Message, StringComparison.Ordinal);
        Write("loose.bmp", 1);
        Assert.Contains(
            "a folder for each class", Assert.Throws<DatasetNotFoundException>(
                () => new ImageFolderDataset(_folder.Path, 2, 3, decoder)).Message, StringComparison.Ordinal);
        Write("a/1.bmp", 1);
        Directory.CreateDirectory(_folder["empty"]);
        string message = Assert.Throws<DatasetNotFoundException>(() => new ImageFolderDataset(_folder.Path, 2, 3, decoder)).Message;
        Assert.Contains("empty': expected images (.png, .jpg, .jpeg, .gif, .bmp), found none", message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageFolderDataset(_folder.Path, 0, 3, decoder));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageFolderDataset(_folder.Path, 2, 2, decoder));
    }

    private static (int Value, int Label) Read(ImageFolderDataset dataset, int index)
    {
        byte[] pixels = new byte[dataset.Shape.ValueCount];
        dataset.Read(index, pixels, out int label);
        return (Assert.Single(pixels.Distinct()), label);
    }

    private static string Refused(ImageFolderDataset dataset, int index) => Assert.Throws<InvalidDataException>(() => Read(dataset, index)).Message;

    /// <summary>A file with a BMP header and, for its pixels, the one value of them all.</summary>
    private void Write(string name, byte value, int width = 2, int height = 2)
    {
        byte[] file = new byte[55];
        "BM"u8.CopyTo(file);
        file[14] = 40;
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[54] = value;
        string path = Path.Combine(_folder.Path, name.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, file);
    }

    private sealed class PlainDecoder : IImageDecoder
    {
        public DecodedImage Decode(Stream file, int channels)
        {
            byte[] bytes = new byte[file.Length];
            file.ReadExactly(bytes);
            (int width, int height) = ImageFileHeader.ReadSize(bytes);
            if (bytes[54] == 66)
            {
                throw new InvalidDataException("the pixels are missing");
            }
            var shape = bytes[54] == 67 ? new ImageShape(1, 1, channels) : new ImageShape(height, width, channels);
            byte[] pixels = new byte[shape.ValueCount];
            pixels.AsSpan().Fill(bytes[54]);
            return new DecodedImage(shape, pixels);
        }
    }
}
