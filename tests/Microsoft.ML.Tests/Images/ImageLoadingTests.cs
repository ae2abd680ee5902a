using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Tests.Images;

public sealed class ImageLoadingTests
{
    private readonly MLContext _ml = new(seed: 1);

    private IDataView Paths(params string[] paths) => _ml.Data.LoadFromEnumerable(paths.Select(path => new PathRow { Path = path }).ToArray());

    private static void SaveImage(string path, int width, int height)
    {
        using var image = Colour.Image(width, height, (x, y) => new(10 * x, 10 * y, 99));
        image.Save(path);
    }

    [Fact]
    public void Images_are_loaded_from_the_folder_and_tagged_with_their_paths()
    {
        using var folder = new ScratchFolder();
        SaveImage(folder.File("a.png"), 3, 2);
        SaveImage(folder.File("b.png"), 5, 7);
        var data = _ml.Transforms.LoadImages("Image", folder.Path, "Path").Fit(Paths("a.png", "b.png")).Transform(Paths("a.png", "b.png"));

        Assert.Equal(new ImageDataViewType(), data.Schema["Image"].Type);
        var seen = new List<(int, int, Colour, string)>();
        using (var cursor = data.GetRowCursor(data.Schema))
        {
            var get = cursor.GetGetter<MLImage?>(data.Schema["Image"]);
            MLImage? image = null;
            while (cursor.MoveNext())
            {
                get(ref image);
                seen.Add((image!.Width, image.Height, Colour.Of(image, 2, 1), image.Tag));
            }
        }
        Assert.Equal([(3, 2, new(20, 10, 99), folder.File("a.png")), (5, 7, new(20, 10, 99), folder.File("b.png"))], seen);
    }

    [Fact]
    public void Without_a_folder_paths_are_taken_as_they_are()
    {
        using var folder = new ScratchFolder();
        SaveImage(folder.File("a.png"), 3, 2);
        var data = Paths(folder.File("a.png"));
        var loaded = _ml.Transforms.LoadImages("Image", null, "Path").Fit(data).Transform(data);
        Assert.Equal(3, ImageCursor.First(loaded, "Image", image => image.Width));
    }

    [Fact]
    public void A_missing_file_is_reported_when_its_row_is_read()
    {
        using var folder = new ScratchFolder();
        var loaded = _ml.Transforms.LoadImages("Image", folder.Path, "Path").Fit(Paths("none.png")).Transform(Paths("none.png"));
        var e = Assert.ThrowsAny<IOException>(() => ImageCursor.First(loaded, "Image", image => image.Width));
        Assert.Contains("none.png", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_image_is_reported_when_its_row_is_read()
    {
        using var folder = new ScratchFolder();
        folder.Write("text.png", "words"u8.ToArray());
        var loaded = _ml.Transforms.LoadImages("Image", folder.Path, "Path").Fit(Paths("text.png")).Transform(Paths("text.png"));
        Assert.ThrowsAny<ArgumentException>(() => ImageCursor.First(loaded, "Image", image => image.Width));
    }

    [Fact]
    public void An_empty_path_is_a_missing_image()
    {
        var loaded = _ml.Transforms.LoadImages("Image", null, "Path").Fit(Paths("")).Transform(Paths(""));
        using var cursor = loaded.GetRowCursor(loaded.Schema);
        Assert.True(cursor.MoveNext());
        MLImage? image = null;
        cursor.GetGetter<MLImage?>(loaded.Schema["Image"])(ref image);
        Assert.Null(image);
    }

    [Fact]
    public void Raw_bytes_are_the_file()
    {
        using var folder = new ScratchFolder();
        byte[] bytes = [5, 4, 3, 2, 1];
        folder.Write("raw.bin", bytes);
        var loaded = _ml.Transforms.LoadRawImageBytes("Bytes", folder.Path, "Path").Fit(Paths("raw.bin")).Transform(Paths("raw.bin"));
        var type = Assert.IsType<VectorDataViewType>(loaded.Schema["Bytes"].Type);
        Assert.Equal(NumberDataViewType.Byte, type.ItemType);
        Assert.False(type.IsKnownSize);
        Assert.Equal(bytes, ImageCursor.FirstVector<byte>(loaded, "Bytes"));
    }

    [Fact]
    public void A_column_that_is_absent_or_no_text_is_named_in_the_error()
    {
        var data = ImageRow.View(_ml, (_, _) => default);
        var absent = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.LoadImages("Out", null, "Path").Fit(data));
        Assert.Contains("Path", absent.Message, StringComparison.Ordinal);
        var wrong = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.LoadImages("Out", null, "Image").Fit(data));
        Assert.Contains("'Image'", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("String", wrong.Message, StringComparison.Ordinal);
    }
}
