using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>What normalising a column needs to know of its values, collected row by row.</summary>
internal abstract class ColumnStatistics
{
    public static ColumnStatistics Create(NormalizationOptions options, DataViewRow row, DataViewSchema.Column column) =>
        GenericCall.Invoke<ColumnStatistics>(CreateOf<float>, [column.Type.ItemType().RawType], options, row, column);

    /// <summary>Adds the present row's values.</summary>
    public abstract void Add();

    public abstract ColumnNormalizer Finish();

    private static ColumnStatistics CreateOf<T>(NormalizationOptions options, DataViewRow row, DataViewSchema.Column column)
        where T : struct, IFloatingPointIeee754<T> =>
        options.Kind == NormalizationKind.MinMax
            ? new MinMaxStatistics<T>(options, row, column)
            : new MeanVarianceStatistics<T>(options, row, column);
}
