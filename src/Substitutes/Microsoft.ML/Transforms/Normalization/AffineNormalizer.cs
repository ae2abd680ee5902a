using System.Collections.Immutable;
using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>(value − offset) × scale.</summary>
internal sealed class AffineNormalizer<T> : ColumnNormalizer
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly T[] _scale, _offset;
    private readonly bool _keepsZero;

    public AffineNormalizer(bool isVector, T[] scale, T[] offset) : base(typeof(T), isVector, scale.Length)
    {
        _scale = scale;
        _offset = offset;
        _keepsZero = offset.All(T.IsZero);
    }

    public override NormalizingTransformer.NormalizerModelParametersBase Parameters => IsVector
        ? new NormalizingTransformer.AffineNormalizerModelParameters<ImmutableArray<T>>([.. _scale], _keepsZero ? [] : [.. _offset])
        : new NormalizingTransformer.AffineNormalizerModelParameters<T>(_scale[0], _offset[0]);

    protected override (bool IsCdf, IEnumerable<double> First, IEnumerable<double> Second) Parts =>
        (false, _scale.Select(double.CreateTruncating), _offset.Select(double.CreateTruncating));

    public override Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column)
    {
        if (!IsVector)
        {
            var getScalar = row.GetGetter<T>(column);
            return (ValueGetter<T>)((ref T value) =>
            {
                getScalar(ref value);
                value = (value - _offset[0]) * _scale[0];
            });
        }
        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> source = default, dense = default;
        return (ValueGetter<VBuffer<T>>)((ref VBuffer<T> destination) =>
        {
            getVector(ref source);
            if (source.Length != Slots)
                throw new InvalidOperationException($"Normalizer expected {Slots} slots in column '{column.Name}', and got {source.Length}");
            bool densify = !source.IsDense && !_keepsZero;
            if (densify)
                source.CopyToDense(ref dense);
            ref readonly var from = ref densify ? ref dense : ref source;
            var values = from.GetValues();
            var indices = from.GetIndices();
            var editor = VBufferEditor.Create(ref destination, Slots, values.Length);
            for (int i = 0; i < values.Length; i++)
            {
                int slot = from.IsDense ? i : indices[i];
                editor.Values[i] = (values[i] - _offset[slot]) * _scale[slot];
            }
            if (!from.IsDense)
                indices.CopyTo(editor.Indices);
            destination = editor.Commit();
        });
    }
}
