using Microsoft.ML.Trainers;

namespace Microsoft.ML.Numeric;

/// <summary>
/// Stochastic dual coordinate ascent for one linear score per class, with one dual variable per example and class. Biases are the weights of a
/// feature that is always one, unless a learning rate frees them from regularisation.
/// </summary>
/// <remarks>
/// Shalev-Shwartz and Zhang, "Stochastic Dual Coordinate Ascent Methods for Regularized Loss Minimization", JMLR 14, 2013. A class's dual variables
/// of an example sum to zero with that of its label, so every other class is played against the label.
/// </remarks>
internal sealed class SdcaSolver
{
    private readonly TrainingRows _rows;
    private readonly SdcaSettings _settings;
    private readonly ISupportSdcaClassificationLoss _loss;
    private readonly int _classCount;
    private readonly float _scale;

    /// <summary>By block: row, then class.</summary>
    private readonly float[][] _duals;
    private readonly float[] _normsSquared;
    private readonly LinearClassifiers _model;

    /// <summary>The model before L1's soft threshold; the model itself where there is none.</summary>
    private readonly LinearClassifiers _unthresholded;

    /// <summary>What the biases gain by being freed from regularisation.</summary>
    private readonly float[] _freeBiases;

    private LinearClassifiers _best;
    private double _bestLoss = double.PositiveInfinity;

    public SdcaSolver(TrainingRows rows, SdcaSettings settings, ISupportSdcaClassificationLoss loss)
    {
        (_rows, _settings, _loss) = (rows, settings, loss);
        _classCount = rows.ClassWeights.Length;
        _scale = 1 / (settings.L2 * rows.RowCount);
        _model = new LinearClassifiers(_classCount, rows.Layout.Stride);
        _unthresholded = settings.L1Threshold > 0 ? new LinearClassifiers(_classCount, rows.Layout.Stride) : _model;
        _freeBiases = new float[_classCount];
        _best = _model;
        _normsSquared = new float[checked((int)rows.RowCount)];
        _duals = new float[rows.BlockCount][];
        rows.ForEach(rows.SliceCount(_classCount), settings.Threads, (_, block) =>
        {
            _duals[block.FirstRow / rows.Layout.RowsPerBlock] = new float[block.Count * _classCount];
            for (int row = 0; row < block.Count; row++)
                _normsSquared[block.FirstRow + row] = (float)block.NormSquared(row) + (settings.BiasLearningRate == 0 ? 1 : 0);
        });
    }

    /// <summary>The iteration whose model had the least loss, or the last where none was measured.</summary>
    public int BestIteration { get; private set; }

    public float[] GetBiases() => _best.Biases;

    public float[][] GetWeights() =>
        [.. Enumerable.Range(0, _classCount).Select(c => _best.Weights.AsSpan(c * _rows.Layout.Stride, _rows.Layout.FeatureCount).ToArray())];

    public void Solve(Random shuffle, Action<SdcaProgress> report)
    {
        for (int iteration = 1; iteration <= _settings.MaximumIterations; iteration++)
        {
            Pass(shuffle);
            if (_settings.CheckFrequency <= 0 || iteration % _settings.CheckFrequency != 0)
                continue;
            (double loss, double dualLoss) = Measure();
            report(new SdcaProgress(iteration, loss, dualLoss));
            if (loss < _bestLoss)
            {
                (_bestLoss, BestIteration, _best) = (loss, iteration, _model.Copy(_freeBiases));
            }
            if (loss - dualLoss < _settings.ConvergenceTolerance * loss)
                return;
        }
        if (BestIteration == 0)
            (BestIteration, _best) = (_settings.MaximumIterations, _model.Copy(_freeBiases));
    }

    /// <summary>Updates every example's dual variables once.</summary>
    private void Pass(Random shuffle)
    {
        float[] scores = new float[_classCount], changes = new float[_classCount];
        foreach ((int index, RowBlock block, int row) in _rows.Rows(shuffle))
        {
            block.RowScores(row, _model.Weights, _classCount, scores);
            UpdateDuals(block.Labels[row], block.Weights[row], _normsSquared[index], scores, DualsOf(block, row), changes);
            if (_settings.L1Threshold > 0)
                block.AddRowThresholded(row, changes, _classCount, _settings.L1Threshold, _unthresholded.Weights, _model.Weights);
            else
                block.AddRow(row, changes, _classCount, _model.Weights);
        }
    }

    /// <summary>Moves an example's dual variables, and says by how much of the example's features each class's weights change.</summary>
    private void UpdateDuals(int label, float weight, float normSquared, ReadOnlySpan<float> scores, Span<float> duals, Span<float> changes)
    {
        float invariant = _loss.ComputeDualUpdateInvariant(2 * normSquared * _scale * weight);
        float labelScore = scores[label] + _model.Biases[label] + _freeBiases[label];
        float labelDual = 0, labelChange = 0, labelAdjustment = 0;
        for (int c = 0; c < changes.Length; c++)
        {
            if (c == label)
                continue;
            float margin = labelScore + labelChange * normSquared - (scores[c] + _model.Biases[c] + _freeBiases[c]);
            // Over-relaxation towards duals that sum to zero, where the bias is not regularised.
            float adjustment = _settings.BiasLearningRate * _settings.L2 * _unthresholded.Biases[c];
            float update = _loss.DualUpdate(margin, 1, duals[c], invariant, 1) - adjustment;
            duals[c] += update;
            labelDual -= duals[c];
            labelAdjustment -= adjustment;
            float change = update * _scale * weight;
            labelChange += change;
            Change(c, -change, adjustment * _scale * weight, changes);
        }
        duals[label] = labelDual;
        Change(label, labelChange, labelAdjustment * _scale * weight, changes);
    }

    private void Change(int c, float change, float freeBiasChange, Span<float> changes)
    {
        changes[c] = change;
        _freeBiases[c] += freeBiasChange;
        _unthresholded.Biases[c] += change;
        _model.Biases[c] = DenseKernels.SoftThreshold(_unthresholded.Biases[c], _settings.L1Threshold);
    }

    private Span<float> DualsOf(RowBlock block, int row) =>
        _duals[block.FirstRow / _rows.Layout.RowsPerBlock].AsSpan(row * _classCount, _classCount);

    /// <summary>The loss and its dual, which bounds it from below.</summary>
    private (double Loss, double DualLoss) Measure()
    {
        int slices = _rows.SliceCount(_classCount);
        double[] losses = new double[slices], dualLosses = new double[slices];
        float[][] scores = [.. Enumerable.Range(0, slices).Select(_ => new float[_rows.Layout.RowsPerBlock * _classCount])];
        _rows.ForEach(slices, _settings.Threads, (slice, block) =>
        {
            block.Scores(_model.Weights, _classCount, scores[slice]);
            for (int row = 0; row < block.Count; row++)
            {
                (double loss, double dualLoss) = MeasureRow(block.Labels[row], scores[slice].AsSpan(row * _classCount, _classCount), DualsOf(block, row));
                losses[slice] += loss * block.Weights[row];
                dualLosses[slice] += dualLoss * block.Weights[row];
            }
        });

        double norm1 = 0, norm2 = 0, freed = 0;
        foreach (float value in _model.Weights.Concat(_model.Biases))
        {
            norm1 += Math.Abs(value);
            norm2 += (double)value * value;
        }
        for (int c = 0; c < _classCount; c++)
            freed += (double)_model.Biases[c] * _freeBiases[c];
        double l2 = 0.5 * _settings.L2 * norm2;
        return (losses.Sum() / _rows.RowCount + l2 + _settings.L1Threshold * _settings.L2 * norm1,
            dualLosses.Sum() / _rows.RowCount - l2 - _settings.L2 * freed);
    }

    private (double Loss, double DualLoss) MeasureRow(int label, ReadOnlySpan<float> scores, ReadOnlySpan<float> duals)
    {
        float labelScore = scores[label] + _model.Biases[label] + _freeBiases[label];
        double loss = 0, dualLoss = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (c == label)
                continue;
            loss += _loss.Loss(labelScore - (scores[c] + _model.Biases[c] + _freeBiases[c]), 1);
            dualLoss += _loss.DualLoss(1, duals[c]);
        }
        return (loss, dualLoss);
    }
}
