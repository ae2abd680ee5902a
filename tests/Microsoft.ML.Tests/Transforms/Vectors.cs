using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>Reads what views and annotations hold.</summary>
internal static class Vectors
{
    /// <summary>The vectors of a column, each copied.</summary>
    public static T[][] Of<T>(IDataView data, string name)
    {
        var column = data.Schema[name];
        using var cursor = data.GetRowCursor([column]);
        var get = cursor.GetGetter<VBuffer<T>>(column);
        var all = new List<T[]>();
        VBuffer<T> value = default;
        while (cursor.MoveNext())
        {
            get(ref value);
            all.Add([.. value.DenseValues()]);
        }
        return [.. all];
    }

    public static T[] Scalars<T>(IDataView data, string name) => [.. data.GetColumn<T>(data.Schema[name])];

    public static string[] SlotNames(DataViewSchema.Column column)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    public static string[] TextKeyValues(DataViewSchema.Column column) =>
        [.. KeyValues<ReadOnlyMemory<char>>(column).Select(value => value.ToString())];

    public static T[] KeyValues<T>(DataViewSchema.Column column)
    {
        VBuffer<T> values = default;
        column.GetKeyValues(ref values);
        return [.. values.DenseValues()];
    }

    /// <summary>The model after a round through a zip, in a context of its own.</summary>
    public static ITransformer Reloaded(MLContext ml, ITransformer model, DataViewSchema schema)
    {
        using var zip = new MemoryStream();
        ml.Model.Save(model, schema, zip);
        zip.Position = 0;
        return new MLContext(seed: 99).Model.Load(zip, out _);
    }
}
