using System.Globalization;
using Microsoft.ML.Transforms;

namespace Microsoft.ML.Data;

/// <summary>The values of one column as they stand in a text file.</summary>
internal sealed class TextFields
{
    private readonly Func<IEnumerable<string>> _read;

    public TextFields(DataViewRow row, DataViewSchema.Column column, char separator)
    {
        Delegate make = column.Type is VectorDataViewType ? Vectors<int> : Scalars<int>;
        (_read, ByDefault) = GenericCall.Invoke<(Func<IEnumerable<string>>, string)>(make, [column.Type.ItemType().RawType], row, column, separator);
    }

    /// <summary>How the type's default is written.</summary>
    public string ByDefault { get; }

    /// <summary>The fields of the row that the cursor is at; null for what a sparse vector leaves out.</summary>
    public IEnumerable<string> Read() => _read();

    private static (Func<IEnumerable<string>>, string) Scalars<T>(DataViewRow row, DataViewSchema.Column column, char separator)
    {
        var get = row.GetGetter<T>(column);
        var write = WriterOf<T>(column.Type, separator);
        T value = default;
        return (() =>
        {
            get(ref value);
            return [write(value)];
        }, write(default));
    }

    private static (Func<IEnumerable<string>>, string) Vectors<T>(DataViewRow row, DataViewSchema.Column column, char separator)
    {
        var get = row.GetGetter<VBuffer<T>>(column);
        var write = WriterOf<T>(column.Type.ItemType(), separator);
        VBuffer<T> value = default;
        return (() =>
        {
            get(ref value);
            var fields = new string[value.Length];
            foreach (var (index, item) in value.Items())
                fields[index] = write(item);
            return fields;
        }, write(default));
    }

    private static Func<T, string> WriterOf<T>(DataViewType type, char separator)
    {
        if (type is KeyDataViewType key)
            return value => Convert.ToUInt64(value, CultureInfo.InvariantCulture) is var number && number > 0 && number <= key.Count ? $"{number - 1}" : "";
        Delegate write = type switch
        {
            TextDataViewType => (ReadOnlyMemory<char> text) => TextRowWriter.Quoted(text, separator),
            BooleanDataViewType => (bool value) => value ? "1" : "0",
            _ when typeof(T) == typeof(float) => (float value) => float.IsNaN(value) ? "?" : value.ToString("R", CultureInfo.InvariantCulture),
            _ when typeof(T) == typeof(double) => (double value) => double.IsNaN(value) ? "?" : value.ToString("R", CultureInfo.InvariantCulture),
            TimeSpanDataViewType => (TimeSpan value) => Quoted(value.ToString("c", CultureInfo.InvariantCulture)),
            DateTimeDataViewType => (DateTime value) => Quoted(value.ToString("o", CultureInfo.InvariantCulture)),
            DateTimeOffsetDataViewType => (DateTimeOffset value) => Quoted(value.ToString("o", CultureInfo.InvariantCulture)),
            _ => (T value) => Convert.ToString(value, CultureInfo.InvariantCulture),
        };
        return (Func<T, string>)write;

        string Quoted(string text) => TextRowWriter.Quoted(text.AsMemory(), separator);
    }
}
