namespace Microsoft.Data.Analysis;

public partial class PrimitiveDataFrameColumn<T>
{
    private ColumnMath<T> Arithmetic => ColumnMath<T>.OrNull ?? throw NotSupported();

    public override bool HasDescription() => IsNumericColumn();

    public override DataFrameColumn Description() => HasDescription()
        ? new PrimitiveDataFrameColumn<float>(Name, [Length - NullCount, DescribedAs(Max()), DescribedAs(Min()), (float)Mean()])
        : throw NotSupported();

    public override bool All() => Truths().All(value => value);

    public override bool Any() => Truths().Any(value => value);

    public override object Max() => MostOf(_values, 1);

    public override object Max(IEnumerable<long> rowIndices) => MostOf(ValuesOf(rowIndices), 1);

    public override object Min() => MostOf(_values, -1);

    public override object Min(IEnumerable<long> rowIndices) => MostOf(ValuesOf(rowIndices), -1);

    public override object Sum() => Folded(_values, Arithmetic.Add);

    public override object Sum(IEnumerable<long> rowIndices) => Folded(ValuesOf(rowIndices), Arithmetic.Add);

    public override object Product() => Folded(_values, Arithmetic.Multiply);

    public override object Product(IEnumerable<long> rowIndices) => Folded(ValuesOf(rowIndices), Arithmetic.Multiply);

    /// <summary>The mean of the values; 0 where there is none.</summary>
    public override double Mean() => Numbers().DefaultIfEmpty(0).Average();

    /// <summary>The value in the middle, or the mean of the two there; 0 where there is none.</summary>
    public override double Median()
    {
        double[] ordered = [.. Numbers().Order()];
        return ordered.Length == 0 ? 0 : (ordered[(ordered.Length - 1) / 2] + ordered[ordered.Length / 2]) / 2;
    }

    public override DataFrameColumn Abs(bool inPlace = false) => Apply(Arithmetic.Abs, inPlace);

    public override DataFrameColumn Round(bool inPlace = false) => Apply(Arithmetic.Round, inPlace);

    public override DataFrameColumn CumulativeMax(bool inPlace = false) => Cumulated((a, b) => Comparer<T>.Default.Compare(a, b) >= 0 ? a : b, inPlace);

    public override DataFrameColumn CumulativeMin(bool inPlace = false) => Cumulated((a, b) => Comparer<T>.Default.Compare(a, b) <= 0 ? a : b, inPlace);

    public override DataFrameColumn CumulativeProduct(bool inPlace = false) => Cumulated(Arithmetic.Multiply, inPlace);

    public override DataFrameColumn CumulativeSum(bool inPlace = false) => Cumulated(Arithmetic.Add, inPlace);

    private static float? DescribedAs(object value) => value is null ? null : Convert.ToSingle(value, System.Globalization.CultureInfo.InvariantCulture);

    private IEnumerable<double> Numbers()
    {
        var arithmetic = Arithmetic;
        return _values.Where(value => value is not null).Select(value => arithmetic.ToDouble(value.Value));
    }

    private IEnumerable<bool> Truths() => ((DataFrameColumn)this as PrimitiveDataFrameColumn<bool> ?? throw NotSupported())._values.Where(value => value is not null).Select(value => value.Value);

    private IEnumerable<T?> ValuesOf(IEnumerable<long> rowIndices) => Given(rowIndices).Select(row => this[row]);

    private T? MostOf(IEnumerable<T?> values, int sign)
    {
        _ = Arithmetic;
        return Folded(values, (a, b) => sign * Comparer<T>.Default.Compare(a, b) >= 0 ? a : b);
    }

    private static T? Folded(IEnumerable<T?> values, Func<T, T, T> combine)
    {
        T? result = null;
        foreach (var value in values)
        {
            if (value is { } given)
                result = result is { } before ? combine(before, given) : given;
        }
        return result;
    }

    private PrimitiveDataFrameColumn<T> Cumulated(Func<T, T, T> combine, bool inPlace)
    {
        _ = Arithmetic;
        T? before = null;
        return Mapped(value =>
        {
            if (value is not { } given)
                return null;
            before = before is { } last ? combine(last, given) : given;
            return before;
        }, inPlace);
    }
}
