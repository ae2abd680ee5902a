namespace Microsoft.Data.Analysis;

// What numbers, and truth values where it makes sense, can be asked; nulls count for nothing.
public abstract partial class DataFrameColumn
{
    /// <summary>Whether <see cref="Description"/> is supported.</summary>
    public virtual bool HasDescription() => false;

    /// <summary>The number of values, the largest, the smallest and the mean.</summary>
    public virtual DataFrameColumn Description() => throw NotSupported();

    /// <summary>Whether all values are true.</summary>
    public virtual bool All() => throw NotSupported();

    /// <summary>Whether a value is true.</summary>
    public virtual bool Any() => throw NotSupported();

    public virtual object Max() => throw NotSupported();

    public virtual object Max(IEnumerable<long> rowIndices) => throw NotSupported();

    public virtual object Min() => throw NotSupported();

    public virtual object Min(IEnumerable<long> rowIndices) => throw NotSupported();

    public virtual object Sum() => throw NotSupported();

    public virtual object Sum(IEnumerable<long> rowIndices) => throw NotSupported();

    public virtual object Product() => throw NotSupported();

    public virtual object Product(IEnumerable<long> rowIndices) => throw NotSupported();

    public virtual double Mean() => throw NotSupported();

    public virtual double Median() => throw NotSupported();

    public virtual DataFrameColumn Abs(bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn Round(bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn CumulativeMax(bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn CumulativeMin(bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn CumulativeProduct(bool inPlace = false) => throw NotSupported();

    public virtual DataFrameColumn CumulativeSum(bool inPlace = false) => throw NotSupported();
}
