using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>The mean and the variance of each slot's finite values, by Welford's updates.</summary>
internal sealed class MeanVarianceStatistics<T> : ColumnStatistics<T>
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly double[] _mean, _squares;
    private readonly long[] _count, _notFinite;
    private readonly NormalizationOptions _options;

    public MeanVarianceStatistics(NormalizationOptions options, DataViewRow row, DataViewSchema.Column column) : base(row, column)
    {
        _options = options;
        _mean = new double[Slots];
        _squares = new double[Slots];
        _count = new long[Slots];
        _notFinite = new long[Slots];
    }

    public override ColumnNormalizer Finish()
    {
        for (int i = 0; i < Slots; i++)
            AddZeros(i, Rows - _notFinite[i] - _count[i]);
        return _options.Kind == NormalizationKind.MeanVarianceCdf ? FinishCdf() : FinishAffine();
    }

    protected override void Add(int slot, T value)
    {
        if (T.IsZero(value))
            return;
        if (!T.IsFinite(value))
        {
            _notFinite[slot]++;
            return;
        }
        double number = double.CreateTruncating(value), delta = number - _mean[slot];
        _count[slot]++;
        _mean[slot] += delta / _count[slot];
        _squares[slot] += delta * (number - _mean[slot]);
    }

    // All the zeros at once, given or left out.
    private void AddZeros(int slot, long zeros)
    {
        if (zeros == 0)
            return;
        _count[slot] += zeros;
        double delta = -_mean[slot];
        _mean[slot] += delta * zeros / _count[slot];
        _squares[slot] += delta * -_mean[slot] * zeros;
    }

    private AffineNormalizer<T> FinishAffine()
    {
        var scale = new T[Slots];
        var offset = new T[Slots];
        for (int i = 0; i < Slots; i++)
        {
            // A slot whose values are all the same says nothing: its scale is 0.
            if (_squares[i] == 0)
                continue;
            double variance = _squares[i] / _count[i];
            scale[i] = T.One / T.CreateTruncating(Math.Sqrt(_options.FixZero ? variance + (_mean[i] * _mean[i]) : variance));
            offset[i] = _options.FixZero || T.IsZero(scale[i]) ? T.Zero : T.CreateTruncating(_mean[i]);
        }
        return new AffineNormalizer<T>(IsVector, scale, offset);
    }

    private CdfNormalizer<T> FinishCdf()
    {
        var mean = new T[Slots];
        var deviation = new T[Slots];
        for (int i = 0; i < Slots; i++)
        {
            if (_squares[i] == 0)
                continue;
            mean[i] = T.CreateTruncating(_mean[i]);
            deviation[i] = T.CreateTruncating(Math.Sqrt(_squares[i] / _count[i]));
        }
        return new CdfNormalizer<T>(IsVector, mean, deviation);
    }
}
