using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Hands each value of a column with its slot to whoever collects them; a scalar is a vector of one slot.</summary>
internal abstract class ColumnStatistics<T> : ColumnStatistics
    where T : struct, IFloatingPointIeee754<T>
{
    private readonly ValueGetter<VBuffer<T>> _getVector;
    private readonly ValueGetter<T> _getScalar;
    private readonly string _name;
    private VBuffer<T> _vector;

    protected ColumnStatistics(DataViewRow row, DataViewSchema.Column column)
    {
        _name = column.Name;
        IsVector = column.Type is VectorDataViewType;
        Slots = column.Type.ValueCount();
        if (IsVector)
            _getVector = row.GetGetter<VBuffer<T>>(column);
        else
            _getScalar = row.GetGetter<T>(column);
    }

    protected bool IsVector { get; }

    protected int Slots { get; }

    /// <summary>How many rows have been added.</summary>
    protected long Rows { get; private set; }

    public sealed override void Add()
    {
        Rows++;
        if (!IsVector)
        {
            T value = default;
            _getScalar(ref value);
            Add(0, value);
            return;
        }
        _getVector(ref _vector);
        if (_vector.Length != Slots)
            throw new InvalidOperationException($"Normalizer expected {Slots} slots in column '{_name}', and got {_vector.Length}");
        var values = _vector.GetValues();
        var indices = _vector.GetIndices();
        for (int i = 0; i < values.Length; i++)
            Add(_vector.IsDense ? i : indices[i], values[i]);
    }

    /// <summary>Adds a value that a row gives; zeros that a sparse vector leaves out are not given.</summary>
    protected abstract void Add(int slot, T value);
}
