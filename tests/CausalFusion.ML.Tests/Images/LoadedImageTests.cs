using CausalFusion.Images;
using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Images;

public sealed class LoadedImageTests : IDisposable
{
    private readonly MLContext _ml = new(seed: 1);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("oriented.jpg")]
    [InlineData("oriented.png")]
    [InlineData("oriented.webp")]
    public void An_image_that_LoadImages_leaves_lying_on_its_side_is_read_upright(string name)
    {
        for (int orientation = 1; orientation <= 8; orientation++)
        {
            string file = _folder[$"{orientation}-{name}"];
            File.WriteAllBytes(file, ImageTestFile.Oriented(name, orientation));
            using MLImage upright = ImageFile.Load(file);
            var shape = new ImageShape(upright.Height, upright.Width, 3);

            Assert.Equal(upright.ToPixels(3), Read(shape, ImageSizing.Exact, file));
            Assert.Equal(
                CenterCrop.ToSize(new DecodedImage(shape, upright.ToPixels(3)), 8, 8).Pixels,
                Read(new ImageShape(8, 8, 3), ImageSizing.CenterCrop, file));
        }
    }

    [Fact]
    public void An_image_that_was_turned_since_it_was_loaded_is_not_turned_again()
    {
        string file = _folder["6.jpg"];
        File.WriteAllBytes(file, ImageTestFile.Oriented("oriented.jpg", 6));
        using MLImage upright = ImageFile.Load(file);
        upright.Tag = file;

        IDataView held = _ml.Data.LoadFromEnumerable([new Held { Image = upright }]);

        Assert.Equal(upright.ToPixels(3), Read(new ImageShape(24, 16, 3), ImageSizing.Exact, held));
    }

    [Fact]
    public void A_folders_image_files_are_listed_in_ordinal_order_and_no_others()
    {
        string[] images = ["B/2.png", "a/10.JPG", "a/2.webp", "a/deeper/1.jfif", "a b/1.bmp", "z.gif"], others =
            ["a/._2.webp", "a/.DS_Store", "a/Thumbs.db", "a/desktop.ini", "labels.txt", ".hidden/1.png", "a/1.tif"];
        foreach (string name in images.Concat(others))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllBytes(_folder[name], []);
        }

        Assert.Equal(images.Select(name => _folder[name]), ImageFile.EnumerateFolder(_folder.Path));
    }

    [Fact]
    public void A_file_that_can_not_be_loaded_is_named()
    {
        File.WriteAllText(_folder["1.png"], "no image");

        Assert.StartsWith(
            $"'{_folder["1.png"]}': expected an image", Assert.Throws<InvalidDataException>(() => ImageFile.Load(_folder["1.png"])).Message,
            StringComparison.Ordinal);
    }

    private byte[] Read(ImageShape shape, ImageSizing sizing, string file)
    {
        IDataView paths = _ml.Data.LoadFromEnumerable([new InFile { Path = file }]);
        return Read(shape, sizing, _ml.Transforms.LoadImages("Image", "", "Path").Fit(paths).Transform(paths));
    }

    private static byte[] Read(ImageShape shape, ImageSizing sizing, IDataView images)
    {
        using DataViewRowCursor cursor = images.GetRowCursor(images.Schema);
        using var reader = new ImageReader(new ImageColumn("Image", shape, sizing), cursor, images.Schema["Image"]);
        Assert.True(cursor.MoveNext());
        byte[] pixels = new byte[shape.ValueCount];
        reader.Read(pixels);
        return pixels;
    }

    private sealed class InFile
    {
        public string Path { get; set; } = "";
    }

    private sealed class Held
    {
        [Microsoft.ML.Transforms.Image.ImageType(24, 16)]
        public MLImage Image { get; set; } = null!;
    }
}
