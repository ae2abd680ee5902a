using System.Globalization;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Images;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Generation;

/// <summary>A column of generated images.</summary>
/// <param name="Name">The column's name.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Format">How vectors hold pixels.</param>
/// <param name="Shape">The images' size.</param>
internal sealed record ImageOutput(string Name, ImageOutputKind Kind, PixelVectorFormat Format, ImageShape Shape)
{
    // More names than that are longer to write than to guess.
    private const int MaxNamedPixels = 1 << 14;

    /// <summary>The column.</summary>
    public DataViewSchema.DetachedColumn Column => new(Name, Type, Annotations);

    private DataViewType Type => Kind switch
    {
        ImageOutputKind.Pixels => new VectorDataViewType(NumberDataViewType.Single, Shape.ValueCount),
        ImageOutputKind.Png => new VectorDataViewType(NumberDataViewType.Byte),
        _ => new ImageDataViewType(Shape.Height, Shape.Width),
    };

    private DataViewSchema.Annotations? Annotations =>
        Kind == ImageOutputKind.Pixels && Shape.ValueCount <= MaxNamedPixels ? SlotNames.Of(Shape.ValueCount, PixelName) : null;

    /// <summary>Adds the column to a schema's shape.</summary>
    public SchemaShape AddTo(SchemaShape shape) => shape.With(Name, Kind == ImageOutputKind.Image ? new ImageDataViewType() : Type, Annotations);

    /// <summary>A getter, of the column's type, of an image.</summary>
    /// <param name="current">Gives the current row's values, nominally in [−1, 1], (C, H, W).</param>
    public Delegate CreateGetter(Func<float[]> current) => Kind switch
    {
        ImageOutputKind.Pixels => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, Shape.ValueCount);
            CopyPixels(current(), editor.Values);
            value = editor.Commit();
        }),
        ImageOutputKind.Png => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
        {
            byte[] file = PngEncoding.Encode(Bytes(current()), Shape);
            VBufferEditor<byte> editor = VBufferEditor.Create(ref value, file.Length);
            file.CopyTo(editor.Values);
            value = editor.Commit();
        }),

        // Unlike ML.NET's image getters, this one leaves the destination's last image alone: CreateEnumerable keeps one destination for all rows, so
        // that a list of its rows would hold disposed images but for the last.
        _ => (ValueGetter<MLImage>)((ref MLImage value) => value = ImagePixels.ToImage(Bytes(current()), Shape)),
    };

    private byte[] Bytes(float[] values)
    {
        byte[] pixels = new byte[Shape.ValueCount];
        PixelConversion.ToPixels(values, Shape, pixels);
        return pixels;
    }

    private void CopyPixels(float[] values, Span<float> pixels)
    {
        float scale = (Format.Highest - Format.Lowest) / 2;
        int area = Shape.Height * Shape.Width;
        for (int i = 0; i < values.Length; i++)
        {
            int to = Format.Layout == PixelLayout.Planar ? i : (i % area * Shape.Channels) + (i / area);
            pixels[to] = ((Math.Clamp(values[i], -1, 1) + 1) * scale) + Format.Lowest;
        }
    }

    private string PixelName(int slot)
    {
        int area = Shape.Height * Shape.Width;
        (int channel, int place) = Format.Layout == PixelLayout.Planar ? (slot / area, slot % area) : (slot % Shape.Channels, slot / Shape.Channels);
        string color = Shape.Channels == 1 ? "Gray" : channel switch { 0 => "Red", 1 => "Green", _ => "Blue" };
        return string.Create(CultureInfo.InvariantCulture, $"{color}[{place / Shape.Width},{place % Shape.Width}]");
    }
}
