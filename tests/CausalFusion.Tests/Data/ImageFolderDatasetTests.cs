using System.Buffers.Binary;
using System.Collections.Concurrent;
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
        Assert.Contains("bad.bmp': expected a BMP image", Refused(dataset, 0), StringComparison.Ordinal);
        Assert.Contains("broken.bmp': the pixels are missing", Refused(dataset, 1), StringComparison.Ordinal);
        Assert.Contains("other.bmp': expected an image of 2×2×3 as the file says, found 1×1×3", Refused(dataset, 3), StringComparison.Ordinal);

        File.Delete(_folder[Path.Combine("a", "good.bmp")]);
        Assert.Contains("good.bmp", Assert.Throws<FileNotFoundException>(() => Read(dataset, 2)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_claims_to_be_huge_is_refused_before_it_is_decoded()
    {
        Write("a/huge.bmp", 1, width: 100_000, height: 90_000);
        using var dataset = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder());
        Assert.Contains(
            "huge.bmp': expected an image of 1 to 67108864 pixels, found 90000×100000", Refused(dataset, 0), StringComparison.Ordinal);

        using var strict = new ImageFolderDataset(_folder.Path, 2, 3, new PlainDecoder { Limits = new() { MaxFileBytes = 20 } });
        Assert.Contains("huge.bmp': expected a file of at most 20 bytes, found 55", Refused(strict, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_left_out_is_counted_by_kind_and_what_systems_put_beside_images_is_not()
    {
        string[] hidden = ["a/.DS_Store", "a/._1.bmp", "a/Thumbs.db", "b/desktop.ini", ".git/x.bmp"], left =
            ["a/1.tif", "a/2.TIF", "a/notes", "b/deeper/still/z.bmp", "b/deeper/z.txt", "labels.txt"];
        Write("a/1.bmp", 1);
        Write("b/1.JFIF", 1);
        foreach (string name in hidden.Concat(left))
        {
            Write(name, 99);
        }

        ImageFolder folder = ImageFolder.List(_folder.Path);

        Assert.Equal(["a/1.bmp", "b/1.JFIF"], Enumerable.Range(0, folder.Count).Select(i => Relative(folder.PathOf(i))));
        Assert.Equal(
            [("outside the classes' folders", 1, "labels.txt"), (".tif", 2, "a/1.tif"), ("without an ending", 1, "a/notes"),
                ("in folders within a class's", 2, "b/deeper/z.txt")],
            folder.LeftOut.Select(files => (files.Kind, files.Count, files.Example.Replace('\\', '/'))));
        Assert.Contains(
            $"'{_folder.Path}': left out 1 outside the classes' folders ('labels.txt'), 2 .tif (", folder.DescribeLeftOut(),
            StringComparison.Ordinal);
        foreach (string name in left)
        {
            File.Delete(_folder[name]);
        }
        Assert.Null(ImageFolder.List(_folder.Path).DescribeLeftOut());
    }

    [Fact]
    public void Bad_images_are_left_out_before_the_first_is_read_where_that_is_asked_for()
    {
        Write("a/1.bmp", 1);
        Write("a/2.bmp", 66);
        Write("a/3.bmp", 3);
        Write("b/1.bmp", 4);
        File.WriteAllText(_folder["b/2.bmp"], "no image");
        File.WriteAllBytes(_folder["b/3.bmp"], []);

        using var dataset = new ImageFolderDataset(
            _folder.Path, 2, 3, new PlainDecoder(), new ImageFolderOptions { OnBadImage = BadImageAction.Skip });

        Assert.Equal(["a/1.bmp", "a/3.bmp", "b/1.bmp"], Enumerable.Range(0, dataset.Count).Select(i => Relative(dataset.PathOf(i))));
        Assert.Equal([(1, 0), (3, 0), (4, 1)], Enumerable.Range(0, 3).Select(i => Read(dataset, i)));
        Assert.Equal(["a/2.bmp", "b/2.bmp", "b/3.bmp"], dataset.Folder.BadImages.Select(image => Relative(image.Path)));
        string described = dataset.Folder.DescribeBadImages(most: 1)!;
        Assert.StartsWith("3 of 6 images can't be read: '", described, StringComparison.Ordinal);
        Assert.EndsWith("2.bmp': the pixels are missing …", described, StringComparison.Ordinal);

        File.Delete(_folder["b/1.bmp"]);
        Assert.Contains(
            "b': expected images that can be read, found none: '", Assert.Throws<InvalidDataException>(
                () => new ImageFolderDataset(
                    _folder.Path, 2, 3, new PlainDecoder(), new ImageFolderOptions { OnBadImage = BadImageAction.Skip })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_at_the_headers_finds_what_they_tell_and_every_size()
    {
        Write("a/1.bmp", 66, width: 3, height: 2);
        Write("a/2.bmp", 1, width: 5, height: 4);
        Write("b/1.bmp", 1, width: 3, height: 2);
        File.WriteAllBytes(_folder["b/2.bmp"], []);
        ImageFolder folder = ImageFolder.List(_folder.Path);
        var told = new ConcurrentBag<int>();

        ImageFolderCheck check = ImageFolderCheck.Run(folder, new PlainDecoder(), ImageCheckDepth.Header, new Immediately<int>(told.Add));

        Assert.Equal(
            [(2, 3, 2, "a/1.bmp"), (4, 5, 1, "a/2.bmp")], check.Sizes.Select(size => (size.Height, size.Width, size.Count, Relative(size.Example))));
        Assert.Equal([1, 2, 3, 4], told.Order());
        Assert.Equal("b/2.bmp", Relative(Assert.Single(check.BadImages).Path));
        Assert.Contains("found an empty file", check.DescribeBadImages(), StringComparison.Ordinal);
        using var canceled = new CancellationTokenSource();
        canceled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(
            () => ImageFolderCheck.Run(folder, new PlainDecoder(), ImageCheckDepth.Pixels, cancellationToken: canceled.Token));
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
        Assert.Contains(
            "empty': expected images (.png, .jpg, .jpeg, .jpe, .jfif, .gif, .bmp, .dib, .webp), found none", message, StringComparison.Ordinal);
        Write("empty/1.tif", 1);
        Assert.Contains("found 1 other files, such as '1.tif'", Assert.Throws<DatasetNotFoundException>(
            () => new ImageFolderDataset(_folder.Path, 2, 3, decoder)).Message, StringComparison.Ordinal);
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

    private string Relative(string path) => Path.GetRelativePath(_folder.Path, path).Replace('\\', '/');

    private sealed class PlainDecoder : IImageDecoder
    {
        public ImageLimits Limits { get; init; } = ImageLimits.Default;

        public (int Height, int Width) ReadSize(Stream file)
        {
            byte[] header = new byte[26];
            return file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) == header.Length && header.AsSpan().StartsWith("BM"u8)
                ? (BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(22)), BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(18)))
                : throw new InvalidDataException("expected a BMP image, found none.");
        }

        public DecodedImage Decode(Stream file, int channels)
        {
            (int height, int width) = ReadSize(file);
            file.Position = 54;
            byte value = (byte)file.ReadByte();
            if (value == 66)
            {
                throw new InvalidDataException("the pixels are missing");
            }
            var shape = value == 67 ? new ImageShape(1, 1, channels) : new ImageShape(height, width, channels);
            byte[] pixels = new byte[shape.ValueCount];
            pixels.AsSpan().Fill(value);
            return new DecodedImage(shape, pixels);
        }
    }
}
