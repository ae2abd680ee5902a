using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Images;

/// <summary>Reads one value of the first row of a view, where it is still alive.</summary>
internal static class ImageCursor
{
    public static TResult First<TResult>(IDataView data, string column, Func<MLImage, TResult> read)
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        Assert.True(cursor.MoveNext());
        MLImage? image = null;
        cursor.GetGetter<MLImage?>(data.Schema[column])(ref image);
        Assert.NotNull(image);
        return read(image);
    }

    public static T[] FirstVector<T>(IDataView data, string column)
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        Assert.True(cursor.MoveNext());
        VBuffer<T> vector = default;
        cursor.GetGetter<VBuffer<T>>(data.Schema[column])(ref vector);
        return [.. vector.DenseValues()];
    }
}
