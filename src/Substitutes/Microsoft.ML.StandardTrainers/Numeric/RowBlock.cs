namespace Microsoft.ML.Numeric;

/// <summary>A run of training rows: labels, example weights, and features that are dense or, where nearly all are zero, in compressed sparse rows.</summary>
internal sealed class RowBlock
{
    private readonly RowLayout _layout;
    private readonly float[] _dense;
    private readonly int[] _starts;
    private readonly int[] _indices;
    private readonly float[] _values;

    public RowBlock(RowLayout layout, int firstRow, int[] labels, float[] weights, float[] dense)
    {
        (_layout, FirstRow, Labels, Weights, _dense) = (layout, firstRow, labels, weights, dense);
    }

    public RowBlock(RowLayout layout, int firstRow, int[] labels, float[] weights, int[] starts, int[] indices, float[] values)
    {
        (_layout, FirstRow, Labels, Weights, _starts, _indices, _values) = (layout, firstRow, labels, weights, starts, indices, values);
    }

    /// <summary>The index of the first row among all that are trained on.</summary>
    public int FirstRow { get; }

    public int Count => Labels.Length;

    /// <summary>The class of each row, from 0.</summary>
    public int[] Labels { get; }

    public float[] Weights { get; }

    public long Bytes => 4L * ((_dense?.Length ?? 0) + (_starts?.Length ?? 0) + 2 * (_values?.Length ?? 0) + 2 * Labels.Length);

    /// <summary>Writes row · class weights, without biases, to <paramref name="scores"/> (Count, classes).</summary>
    public void Scores(ReadOnlySpan<float> classWeights, int classCount, Span<float> scores)
    {
        if (_dense is not null)
        {
            DenseKernels.Scores(_dense, Count, classWeights, classCount, _layout.Stride, scores);
            return;
        }
        for (int row = 0; row < Count; row++)
            SparseScores(row, classWeights, classCount, scores.Slice(row * classCount, classCount));
    }

    /// <summary>Adds factorsᵀ · rows to <paramref name="sums"/> (classes, Stride), with <paramref name="factors"/> (Count, classes).</summary>
    public void AddOuterProducts(ReadOnlySpan<float> factors, int classCount, Span<double> sums)
    {
        if (_dense is not null)
        {
            DenseKernels.AddOuterProducts(_dense, Count, factors, classCount, _layout.Stride, sums);
            return;
        }
        for (int row = 0; row < Count; row++)
        {
            for (int c = 0; c < classCount; c++)
            {
                double factor = factors[row * classCount + c];
                Span<double> target = sums.Slice(c * _layout.Stride, _layout.Stride);
                for (int k = _starts[row]; k < _starts[row + 1]; k++)
                    target[_indices[k]] += factor * _values[k];
            }
        }
    }

    /// <summary>Row · class weights of one row.</summary>
    public void RowScores(int row, ReadOnlySpan<float> classWeights, int classCount, Span<float> scores)
    {
        if (_dense is null)
            SparseScores(row, classWeights, classCount, scores);
        else
            DenseKernels.Scores(DenseRow(row), 1, classWeights, classCount, _layout.Stride, scores);
    }

    /// <summary>Adds factor · row to each class's weights.</summary>
    public void AddRow(int row, ReadOnlySpan<float> factors, int classCount, Span<float> classWeights)
    {
        for (int c = 0; c < classCount; c++)
        {
            Span<float> target = classWeights.Slice(c * _layout.Stride, _layout.Stride);
            if (_dense is not null)
                DenseKernels.AddScaled(DenseRow(row), factors[c], target);
            else
                for (int k = _starts[row]; k < _starts[row + 1]; k++)
                    target[_indices[k]] += factors[c] * _values[k];
        }
    }

    /// <summary>Adds factor · row to each class's unthresholded weights, and rewrites what changed in <paramref name="classWeights"/> soft-thresholded.</summary>
    public void AddRowThresholded(int row, ReadOnlySpan<float> factors, int classCount, float threshold, Span<float> unthresholded, Span<float> classWeights)
    {
        for (int c = 0; c < classCount; c++)
        {
            Span<float> source = unthresholded.Slice(c * _layout.Stride, _layout.Stride);
            Span<float> target = classWeights.Slice(c * _layout.Stride, _layout.Stride);
            if (_dense is not null)
            {
                DenseKernels.AddScaledThresholded(DenseRow(row), factors[c], threshold, source, target);
                continue;
            }
            for (int k = _starts[row]; k < _starts[row + 1]; k++)
            {
                float sum = source[_indices[k]] += factors[c] * _values[k];
                target[_indices[k]] = DenseKernels.SoftThreshold(sum, threshold);
            }
        }
    }

    public double NormSquared(int row)
    {
        ReadOnlySpan<float> values = _dense is not null ? DenseRow(row) : _values.AsSpan(_starts[row], _starts[row + 1] - _starts[row]);
        double sum = 0;
        foreach (float value in values)
            sum += (double)value * value;
        return sum;
    }

    private ReadOnlySpan<float> DenseRow(int row) => _dense.AsSpan(row * _layout.Stride, _layout.Stride);

    private void SparseScores(int row, ReadOnlySpan<float> classWeights, int classCount, Span<float> scores)
    {
        for (int c = 0; c < classCount; c++)
        {
            ReadOnlySpan<float> weights = classWeights.Slice(c * _layout.Stride, _layout.Stride);
            float sum = 0;
            for (int k = _starts[row]; k < _starts[row + 1]; k++)
                sum += weights[_indices[k]] * _values[k];
            scores[c] = sum;
        }
    }
}
