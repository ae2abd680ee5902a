using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Files;

/// <summary>Data views as values that can be compared.</summary>
internal static class Rows
{
    /// <summary>All values, each as text, row by row.</summary>
    public static string[][] Of(IDataView data) => [.. data.Preview(int.MaxValue).RowView.Select(row => row.Values.Select(pair => TextOf(pair.Value)).ToArray())];

    public static string[] Columns(IDataView data) => [.. data.Schema.Select(c => $"{c.Name} {c.Type}")];

    private static string TextOf(object value) => value switch
    {
        VBuffer<float> vector => string.Join(" ", vector.DenseValues()),
        VBuffer<uint> vector => string.Join(" ", vector.DenseValues()),
        VBuffer<ReadOnlyMemory<char>> vector => string.Join("/", vector.DenseValues()),
        _ => FormattableString.Invariant($"{value}"),
    };
}
