using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Rows;

/// <summary>The values of a column in the rows of a batch, each a copy of its own.</summary>
internal abstract class BufferedColumn : IDisposable
{
    private static readonly MethodInfo _ofValues = Maker(nameof(OfValues)), _ofVectors = Maker(nameof(OfVectors));

    /// <summary>Keeps the current row's value.</summary>
    /// <param name="slot">Where to keep it.</param>
    public abstract void Store(int slot);

    /// <summary>A getter, of the column's type, of the values kept.</summary>
    /// <param name="currentSlot">Says which slot's value to get.</param>
    public abstract Delegate CreateGetter(Func<int> currentSlot);

    /// <summary>Frees what was fetched last.</summary>
    public abstract void Dispose();

    /// <summary>Buffers a column.</summary>
    /// <param name="row">The row that moves.</param>
    /// <param name="column">An active column of it.</param>
    /// <param name="capacity">The number of slots.</param>
    public static BufferedColumn Create(DataViewRow row, DataViewSchema.Column column, int capacity)
    {
        Type type = column.Type.RawType;
        if (type == typeof(MLImage))
        {
            return new BufferedImages(row.GetGetter<MLImage>(column), capacity);
        }
        MethodInfo make = column.Type is VectorDataViewType vector
            ? _ofVectors.MakeGenericMethod(vector.ItemType.RawType)
            : _ofValues.MakeGenericMethod(type);
        return (BufferedColumn)make.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [row, column, capacity], null)!;
    }

    private static BufferedValues<T> OfValues<T>(DataViewRow row, DataViewSchema.Column column, int capacity) =>
        new(row.GetGetter<T>(column), capacity, (in T from, ref T to) => to = from);

    private static BufferedValues<VBuffer<T>> OfVectors<T>(DataViewRow row, DataViewSchema.Column column, int capacity) =>
        new(row.GetGetter<VBuffer<T>>(column), capacity, (in VBuffer<T> from, ref VBuffer<T> to) => from.CopyTo(ref to));

    private static MethodInfo Maker(string name) => typeof(BufferedColumn).GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;
}
