using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using static Microsoft.ML.Transforms.Image.ImageResizingEstimator;

namespace Microsoft.ML.Tests.Images;

public sealed class ImageResizingTests
{
    private static readonly Colour _red = new(250, 10, 20), _green = new(30, 240, 40), _blue = new(50, 60, 230);

    private readonly MLContext _ml = new(seed: 1);

    private TResult Resize<TResult>(Func<int, int, Colour> at, int width, int height, ResizingKind resizing, Anchor anchor,
        Func<MLImage, TResult> read)
    {
        var data = ImageRow.View(_ml, at);
        var resized = _ml.Transforms.ResizeImages("Resized", width, height, "Image", resizing, anchor).Fit(data).Transform(data);
        Assert.Equal(new ImageDataViewType(height, width), resized.Schema["Resized"].Type);
        return ImageCursor.First(resized, "Resized", image =>
        {
            Assert.Equal((width, height), (image.Width, image.Height));
            return read(image);
        });
    }

    [Fact]
    public void Fill_ignores_the_aspect_ratio()
    {
        // Left half red, right half blue, twice as wide and half as high.
        Resize((x, _) => x < 3 ? _red : _blue, 12, 2, ResizingKind.Fill, Anchor.Center, image =>
        {
            for (int x = 0; x < 12; x++)
                Assert.Equal(x < 6 ? _red : _blue, Colour.Of(image, x, x % 2));
            return 0;
        });
    }

    [Fact]
    public void A_crop_keeps_the_middle_by_default()
    {
        // 6 x 4 into 4 x 4: a column on either side is cut.
        Resize((x, _) => x is 0 or 5 ? _red : _green, 4, 4, ResizingKind.IsoCrop, Anchor.Center, image =>
        {
            Assert.InRange(Colour.Of(image, 1, 1).Distance(_green), 0, 25);
            Assert.InRange(Colour.Of(image, 2, 3).Distance(_green), 0, 25);
            return 0;
        });
    }

    [Theory]
    [InlineData(Anchor.Left, 0)]
    [InlineData(Anchor.Center, 1)]
    [InlineData(Anchor.Right, 2)]
    public void A_crop_keeps_the_side_of_its_anchor(Anchor anchor, int expected)
    {
        // Three stripes of 2 x 4, each of which fills the target when doubled.
        Colour[] stripes = [_red, _green, _blue];
        Resize((x, _) => stripes[x / 2], 4, 8, ResizingKind.IsoCrop, anchor, image =>
        {
            Assert.InRange(Colour.Of(image, expected == 0 ? 0 : expected == 1 ? 2 : 3, 4).Distance(stripes[expected]), 0, 70);
            return 0;
        });
    }

    [Theory]
    [InlineData(Anchor.Top, 0)]
    [InlineData(Anchor.Bottom, 1)]
    public void A_crop_of_height_keeps_the_side_of_its_anchor(Anchor anchor, int expected)
    {
        Colour[] halves = [_red, _blue];
        Resize((_, y) => halves[y / 2], 12, 4, ResizingKind.IsoCrop, anchor, image =>
        {
            Assert.InRange(Colour.Of(image, 6, expected == 0 ? 1 : 2).Distance(halves[expected]), 0, 20);
            return 0;
        });
    }

    [Fact]
    public void Padding_keeps_the_whole_image_in_the_middle_with_empty_borders()
    {
        // 6 x 4 doubled into 12 x 12: two empty rows above and below.
        Resize((_, _) => _green, 12, 12, ResizingKind.IsoPad, Anchor.Center, image =>
        {
            foreach (int x in new[] { 0, 5, 11 })
            {
                Assert.Equal((0, 0, 0), (Colour.Of(image, x, 1).R, Colour.Of(image, x, 1).G, Colour.Of(image, x, 1).B));
                Assert.InRange(Colour.Of(image, x, 2).Distance(_green), 0, 1);
                Assert.InRange(Colour.Of(image, x, 9).Distance(_green), 0, 1);
                Assert.Equal((0, 0, 0), (Colour.Of(image, x, 10).R, Colour.Of(image, x, 10).G, Colour.Of(image, x, 10).B));
            }
            return 0;
        });
    }

    [Fact]
    public void Enlarging_a_smooth_image_keeps_it_smooth()
    {
        Resize((x, _) => new(40 * x, 40 * x, 40 * x), 48, 32, ResizingKind.IsoPad, Anchor.Center, image =>
        {
            for (int x = 9; x < 39; x++)
                Assert.InRange(Colour.Of(image, x, 16).R, (40 * ((x + 0.5) / 8 - 0.5)) - 3, (40 * ((x + 0.5) / 8 - 0.5)) + 3);
            return 0;
        });
    }

    [Fact]
    public void Impossible_sizes_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ResizeImages("Out", 0, 4, "Image"));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ResizeImages("Out", 4, -1, "Image"));
    }

    [Fact]
    public void A_column_without_images_is_named_in_the_error()
    {
        var data = _ml.Data.LoadFromEnumerable([new PathRow { Path = "not an image" }]);
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => _ml.Transforms.ResizeImages("Out", 4, 4, "Path").Fit(data));
        Assert.Contains("'Path'", e.Message, StringComparison.Ordinal);
        Assert.Contains("String", e.Message, StringComparison.Ordinal);
    }
}
