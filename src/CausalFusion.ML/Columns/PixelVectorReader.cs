using CausalFusion.Images;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Columns;

/// <summary>Reads vectors of pixels.</summary>
internal static class PixelVectorReader
{
    /// <summary>Whether the items of a vector can be pixels.</summary>
    public static bool CanRead(DataViewType item) =>
        item is NumberDataViewType && (item.RawType == typeof(float) || item.RawType == typeof(double) || item.RawType == typeof(byte));

    /// <summary>A reader of a column.</summary>
    /// <param name="input">What is expected.</param>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">The column in its schema.</param>
    public static IImageValues Create(ImageInput input, DataViewRow row, DataViewSchema.Column column)
    {
        Type item = ((VectorDataViewType)column.Type).ItemType.RawType;
        return item == typeof(byte) ? new Reader<byte>(input, row, column, new PixelVectorFormat { Layout = input.Format.Layout }, value => value)
            : item == typeof(double) ? new Reader<double>(input, row, column, input.Format, value => (float)value)
            : new Reader<float>(input, row, column, input.Format, value => value);
    }

    private sealed class Reader<T>(
        ImageInput input, DataViewRow row, DataViewSchema.Column column, PixelVectorFormat format, Func<T, float> convert) : IImageValues
    {
        private readonly ValueGetter<VBuffer<T>> _getter = row.GetGetter<VBuffer<T>>(column);
        private readonly T[] _items = new T[input.Shape.ValueCount];
        private readonly float[] _values = new float[input.Shape.ValueCount];
        private VBuffer<T> _buffer;

        public void Read(Span<float> values)
        {
            _getter(ref _buffer);
            if (_buffer.Length != _items.Length)
            {
                throw SchemaMismatch.Value(row, input.Name, $"the {_items.Length} pixel values of a {input.Shape} image", $"{_buffer.Length}");
            }
            _buffer.CopyTo(_items);
            ImageShape shape = input.Shape;
            float lowest = format.Lowest, highest = format.Highest, scale = 2 / (highest - lowest);
            int area = shape.Height * shape.Width;
            for (int i = 0; i < values.Length; i++)
            {
                float pixel = convert(_items[format.Layout == PixelLayout.Planar ? i : (i % area * shape.Channels) + (i / area)]);
                if (!(pixel >= lowest && pixel <= highest))
                {
                    throw SchemaMismatch.Value(row, input.Name, FormattableString.Invariant($"pixel values from {lowest} to {highest}"),
                        FormattableString.Invariant($"{pixel}"));
                }
                values[i] = ((pixel - lowest) * scale) - 1;
            }
        }

        public void Read(Span<byte> pixels)
        {
            Read(_values);
            PixelConversion.ToPixels(_values, input.Shape, pixels);
        }

        public void Dispose()
        {
        }
    }
}
