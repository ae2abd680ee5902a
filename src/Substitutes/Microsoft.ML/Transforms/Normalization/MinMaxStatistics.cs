using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>The smallest and the largest value of each slot.</summary>
internal sealed class MinMaxStatistics<T> : ColumnStatistics<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _min, _max;
    private readonly long[] _given;
    private readonly bool _fixZero;

    public MinMaxStatistics(NormalizationOptions options, DataViewRow row, DataViewSchema.Column column) : base(row, column)
    {
        _fixZero = options.FixZero;
        _given = new long[Slots];
        _min = new T[Slots];
        _max = new T[Slots];
        Array.Fill(_min, T.PositiveInfinity);
        Array.Fill(_max, T.NegativeInfinity);
    }

    public override ColumnNormalizer Finish()
    {
        var scale = new T[Slots];
        var offset = new T[Slots];
        for (int i = 0; i < Slots; i++)
        {
            if (_given[i] < Rows)
                Update(i, T.Zero);
            // A slot whose values are all the same, or all missing, says nothing: its scale is 0.
            if (!(_max[i] > _min[i]))
                continue;
            scale[i] = T.One / (_fixZero ? T.Max(T.Abs(_max[i]), T.Abs(_min[i])) : _max[i] - _min[i]);
            offset[i] = _fixZero || T.IsZero(scale[i]) ? T.Zero : _min[i];
        }
        return new AffineNormalizer<T>(IsVector, scale, offset);
    }

    protected override void Add(int slot, T value)
    {
        _given[slot]++;
        Update(slot, value);
    }

    // Comparisons with NaN are false, so it changes nothing.
    private void Update(int slot, T value)
    {
        if (value > _max[slot])
            _max[slot] = value;
        if (value < _min[slot])
            _min[slot] = value;
    }
}
