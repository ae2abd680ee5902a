using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Puts values of columns into members: text into strings, vectors into arrays.</summary>
internal static class MemberSetter
{
    internal static Action<TRow> Make<TRow>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var type = RowMember.TypeOf(member);
        if (type == typeof(string))
            return Text<TRow>(row, column, member);
        if (type == typeof(string[]))
            return Texts<TRow>(row, column, member);
        if (type.IsArray)
            return Call<TRow>(nameof(Items), type.GetElementType(), row, column, member);
        return column.Type is VectorDataViewType vector
            ? Call<TRow>(nameof(Buffer), vector.ItemType.RawType, row, column, member)
            : Call<TRow>(nameof(Scalar), type, row, column, member);
    }

    private static Action<TRow> Text<TRow>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<ReadOnlyMemory<char>>(column);
        var write = RowMember.Writer<TRow, string>(member);
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            get(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts<TRow>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        var write = RowMember.Writer<TRow, string[]>(member);
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            get(ref value);
            write(target, [.. value.DenseValues().Select(v => v.ToString())]);
        };
    }

    private static Action<TRow> Items<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<VBuffer<TItem>>(column);
        var read = Reader<TRow, TItem[]>(member);
        var write = RowMember.Writer<TRow, TItem[]>(member);
        VBuffer<TItem> value = default;
        return target =>
        {
            get(ref value);
            var items = read(target);
            if (items?.Length != value.Length)
                items = new TItem[value.Length];
            value.CopyTo(items);
            write(target, items);
        };
    }

    // The getter sees the buffer that the object holds already, and may reuse it.
    private static Action<TRow> Buffer<TRow, TItem>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<VBuffer<TItem>>(column);
        var read = Reader<TRow, VBuffer<TItem>>(member);
        var write = RowMember.Writer<TRow, VBuffer<TItem>>(member);
        return target =>
        {
            var value = read(target);
            get(ref value);
            write(target, value);
        };
    }

    // The getter sees the value that it gave for the row before, which one that makes images disposes.
    private static Action<TRow> Scalar<TRow, TValue>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<TValue>(column);
        var write = RowMember.Writer<TRow, TValue>(member);
        TValue value = default;
        return target =>
        {
            get(ref value);
            write(target, value);
        };
    }

    private static Func<TRow, TValue> Reader<TRow, TValue>(MemberInfo member) =>
        member is FieldInfo or PropertyInfo { GetMethod: not null } ? RowMember.Reader<TRow, TValue>(member) : _ => default;

    private static Action<TRow> Call<TRow>(string method, Type value, DataViewRow row, DataViewSchema.Column column, MemberInfo member) =>
        (Action<TRow>)typeof(MemberSetter).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(typeof(TRow), value)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, member], null);
}
