using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Tests.Images;

public sealed class GrayscaleTests
{
    private readonly MLContext _ml = new(seed: 1);

    [Fact]
    public void Grey_is_the_weighted_mean_of_the_colours()
    {
        var data = ImageRow.View(_ml, (x, _) => x switch { 0 => new(100, 0, 0), 1 => new(0, 100, 0), 2 => new(0, 0, 100), _ => new(200, 200, 200) });
        var grey = _ml.Transforms.ConvertToGrayscale("Grey", "Image").Fit(data).Transform(data);
        Assert.Equal(new ImageDataViewType(ImageRow.Height, ImageRow.Width), grey.Schema["Grey"].Type);
        int[] levels = ImageCursor.First(grey, "Grey", image => Enumerable.Range(0, 4).Select(x =>
        {
            var colour = Colour.Of(image, x, 2);
            Assert.Equal((colour.R, colour.R), (colour.G, colour.B));
            return colour.R;
        }).ToArray());
        Assert.InRange(levels[0], 29, 31);
        Assert.InRange(levels[1], 58, 60);
        Assert.InRange(levels[2], 10, 12);
        Assert.InRange(levels[3], 199, 201);
    }
}
