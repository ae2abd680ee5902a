using System.Collections.Immutable;
using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>The share of a normal distribution, of the mean and standard deviation learned, that lies below the value.</summary>
internal sealed class CdfNormalizer<T> : ColumnNormalizer
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _mean, _deviation;

    public CdfNormalizer(bool isVector, T[] mean, T[] deviation) : base(typeof(T), isVector, mean.Length)
    {
        _mean = mean;
        _deviation = deviation;
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => IsVector
        ? new NormalizingTransformer.CdfNormalizerModelParameters<ImmutableArray<T>>([.. _mean], [.. _deviation], useLog: false)
        : new NormalizingTransformer.CdfNormalizerModelParameters<T>(_mean[0], _deviation[0], useLog: false);

    protected override (bool IsCdf, IEnumerable<double> First, IEnumerable<double> Second) Parts =>
        (true, _mean.Select(double.CreateTruncating), _deviation.Select(double.CreateTruncating));

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (!IsVector)
        {
            var getScalar = row.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                getScalar(ref value);
                value = ShareBelow(value, 0);
            });
        }
        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> source = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            getVector(ref source);
            if (source.Length != Slots)
                throw new InvalidOperationException($"Normalizer expected {Slots} slots in column '{column.Name}', and got {source.Length}");
            var values = source.GetValues();
            var indices = source.GetIndices();
            // As in the package, zeros that a sparse vector leaves out stay zeros.
            var editor = VBufferEditor.Create(ref destination, Slots, values.Length);
            for (int i = 0; i < values.Length; i++)
                editor.Values[i] = ShareBelow(values[i], source.IsDense ? i : indices[i]);
            if (!source.IsDense)
                indices.CopyTo(editor.Indices);
            destination = editor.Commit();
        });
    }

    // Winitzki's approximation of the error function, as the package has it. A slot that says nothing gives 0, as does a value that is not finite.
    private T ShareBelow(T value, int slot)
    {
        if (T.IsZero(_deviation[slot]) || !T.IsFinite(value))
            return T.Zero;
        double x = double.CreateTruncating((value - _mean[slot]) / _deviation[slot]), half = x * x / 2, a = 0.147 * half;
        return T.CreateTruncating(0.5 + (0.5 * Math.Sign(x) * Math.Sqrt(1 - Math.Exp(-half * ((4 / Math.PI) + a) / (1 + a)))));
    }
}
