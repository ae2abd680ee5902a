using Microsoft.ML.Data;

namespace Microsoft.ML.Numeric;

/// <summary>Gathers rows into blocks, and chooses for each block how to store it.</summary>
internal sealed class RowBlockBuilder
{
    /// <summary>Below this share of non-zeros a scalar loop over them beats the vectorised one over all.</summary>
    private const double SparseDensity = 1.0 / 16;

    private readonly RowLayout _layout;
    private readonly bool _reusesMemory;
    private readonly List<int> _labels = [];
    private readonly List<float> _weights = [];
    private float[] _dense;
    private long _nonZeros;

    /// <summary>A builder whose blocks, if it reuses memory, are overwritten once the next one is asked for.</summary>
    public RowBlockBuilder(RowLayout layout, bool reusesMemory)
    {
        (_layout, _reusesMemory) = (layout, reusesMemory);
        _dense = new float[layout.RowsPerBlock * layout.Stride];
    }

    public bool IsEmpty => _labels.Count == 0;

    public bool IsFull => _labels.Count == _layout.RowsPerBlock;

    public void Add(in VBuffer<float> features, int label, float weight)
    {
        features.CopyTo(_dense.AsSpan(_labels.Count * _layout.Stride, _layout.FeatureCount));
        _labels.Add(label);
        _weights.Add(weight);
        if (features.IsDense)
            foreach (float value in features.GetValues())
                _nonZeros += value != 0 ? 1 : 0;
        else
            _nonZeros += features.GetValues().Length;
    }

    /// <summary>Returns the rows gathered, and starts a new block.</summary>
    /// <param name="firstRow">The first row's index in the data.</param>
    public RowBlock Take(int firstRow)
    {
        int count = _labels.Count;
        bool isSparse = _nonZeros < SparseDensity * count * _layout.FeatureCount;
        RowBlock block = isSparse ? Compress(firstRow) : new RowBlock(_layout, firstRow, [.. _labels], [.. _weights], _dense);
        if (!isSparse && !_reusesMemory)
            _dense = new float[_dense.Length];
        _labels.Clear();
        _weights.Clear();
        _nonZeros = 0;
        return block;
    }

    private RowBlock Compress(int firstRow)
    {
        int[] starts = new int[_labels.Count + 1];
        var indices = new List<int>((int)_nonZeros);
        var values = new List<float>((int)_nonZeros);
        for (int row = 0; row < _labels.Count; row++)
        {
            ReadOnlySpan<float> features = _dense.AsSpan(row * _layout.Stride, _layout.FeatureCount);
            for (int j = 0; j < features.Length; j++)
            {
                if (features[j] == 0)
                    continue;
                indices.Add(j);
                values.Add(features[j]);
            }
            starts[row + 1] = values.Count;
        }
        return new RowBlock(_layout, firstRow, [.. _labels], [.. _weights], starts, [.. indices], [.. values]);
    }
}
