using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>
/// Getters of columns over values as members hold them: strings become text, arrays become vectors, and numbers that count from zero become
/// keys, which count from one.
/// </summary>
internal static class MemberGetter
{
    /// <summary>A ValueGetter of the column type's RawType.</summary>
    internal static Delegate Over<T>(Func<T> read, DataViewType type)
    {
        if (read is Func<string> text)
            return (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = text().AsMemory());
        if (read is Func<string[]> texts)
            return Vector(texts, s => s.AsMemory());
        if (typeof(T).IsArray)
            return Call(nameof(Array), typeof(T).GetElementType(), read);
        if (type is VectorDataViewType)
            return Call(nameof(Buffer), type.ItemType().RawType, read);
        if (type is KeyDataViewType key)
            return Key(read, key.Count);
        return (ValueGetter<T>)((ref T value) => value = read());
    }

    // A number that the key does not reach is a missing value.
    private static Delegate Key<T>(Func<T> read, ulong count) => read switch
    {
        Func<byte> number => (ValueGetter<byte>)((ref byte value) => value = number() is var n && n < count ? (byte)(n + 1) : (byte)0),
        Func<uint> number => (ValueGetter<uint>)((ref uint value) => value = number() is var n && n < count ? n + 1 : 0),
        Func<ulong> number => (ValueGetter<ulong>)((ref ulong value) => value = number() is var n && n < count ? n + 1 : 0),
        _ => throw new InvalidOperationException($"A member of type {typeof(T)} cannot be read as a key; byte, uint and ulong can."),
    };

    private static ValueGetter<VBuffer<T>> Array<T>(Func<T[]> read) => (ref VBuffer<T> value) =>
    {
        var items = read() ?? [];
        VBuffer<T>.Copy(items, 0, ref value, items.Length);
    };

    private static ValueGetter<VBuffer<T>> Buffer<T>(Func<VBuffer<T>> read) => (ref VBuffer<T> value) => read().CopyTo(ref value);

    private static ValueGetter<VBuffer<TItem>> Vector<T, TItem>(Func<T[]> read, Func<T, TItem> convert) => (ref VBuffer<TItem> value) =>
    {
        var items = read() ?? [];
        var editor = VBufferEditor.Create(ref value, items.Length);
        for (int i = 0; i < items.Length; i++)
            editor.Values[i] = convert(items[i]);
        value = editor.Commit();
    };

    private static Delegate Call(string method, Type item, Delegate read) => (Delegate)typeof(MemberGetter)
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(item)
        .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [read], null);
}
