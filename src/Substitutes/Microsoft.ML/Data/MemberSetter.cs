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
        return type.IsArray ? Call<TRow>(nameof(Items), type.GetElementType(), row, column, member) : Call<TRow>(nameof(Raw), type, row, column, member);
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
        var write = RowMember.Writer<TRow, TItem[]>(member);
        VBuffer<TItem> value = default;
        return target =>
        {
            get(ref value);
            var items = new TItem[value.Length];
            value.CopyTo(items);
            write(target, items);
        };
    }

    // The getter sees what the object holds already: it may reuse it, or dispose it where it is an image.
    private static Action<TRow> Raw<TRow, TValue>(DataViewRow row, DataViewSchema.Column column, MemberInfo member)
    {
        var get = row.GetGetter<TValue>(column);
        bool readable = member is FieldInfo || ((PropertyInfo)member).GetMethod is not null;
        var read = readable ? RowMember.Reader<TRow, TValue>(member) : _ => default;
        var write = RowMember.Writer<TRow, TValue>(member);
        return target =>
        {
            var value = read(target);
            get(ref value);
            write(target, value);
        };
    }

    private static Action<TRow> Call<TRow>(string method, Type value, DataViewRow row, DataViewSchema.Column column, MemberInfo member) =>
        (Action<TRow>)typeof(MemberSetter).GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic).MakeGenericMethod(typeof(TRow), value)
            .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, member], null);
}
