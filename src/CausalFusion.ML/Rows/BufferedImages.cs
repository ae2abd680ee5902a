using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Rows;

/// <summary>
/// Buffered images. What is kept are their pixels: an image that a getter gave may be the user's own, or be disposed by the next row.
/// </summary>
/// <param name="getter">Gets the current row's image.</param>
/// <param name="capacity">The number of slots.</param>
internal sealed class BufferedImages(ValueGetter<MLImage> getter, int capacity) : BufferedColumn
{
    private readonly Copy?[] _copies = new Copy?[capacity];
    private readonly ImageSlot _source = new(getter);

    public override void Store(int slot) =>
        _copies[slot] =
            _source.Fetch() is { } image ? new Copy(image.Width, image.Height, image.PixelFormat, image.Pixels.ToArray(), image.Tag) : null;

    public override Delegate CreateGetter(Func<int> currentSlot) => (ValueGetter<MLImage>)((ref MLImage value) =>
    {
        Copy? copy = _copies[currentSlot()];
        value?.Dispose();
        value = copy?.ToImage()!;
    });

    public override void Dispose() => _source.Dispose();

    private sealed record Copy(int Width, int Height, MLPixelFormat Format, byte[] Pixels, string? Tag)
    {
        public MLImage ToImage()
        {
            MLImage image = MLImage.CreateFromPixels(Width, Height, Format, Pixels);
            image.Tag = Tag;
            return image;
        }
    }
}
