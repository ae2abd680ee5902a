namespace Microsoft.ML.Numeric;

/// <summary>
/// (Σ weight · −log softmax(W x + b)[label] + l2/2 · ‖W‖²) / Σ weight. Its variables are the biases, then each class's weights, where a bias is
/// that of the centred features, b + W · mean: the same function, but better conditioned.
/// </summary>
internal sealed class MaximumEntropyObjective : IObjective
{
    private readonly TrainingRows _rows;
    private readonly int _classCount;
    private readonly float _l2;
    private readonly int _threads;
    private readonly float[] _weights;
    private readonly Slice[] _slices;

    public MaximumEntropyObjective(TrainingRows rows, int classCount, float l2, int threads)
    {
        (_rows, _classCount, _l2, _threads) = (rows, classCount, l2, threads);
        _weights = new float[classCount * rows.Layout.Stride];
        _slices = new Slice[rows.SliceCount(_weights.Length)];
        for (int i = 0; i < _slices.Length; i++)
            _slices[i] = new Slice(classCount, rows.Layout);
    }

    public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
    {
        int featureCount = _rows.Layout.FeatureCount, stride = _rows.Layout.Stride;
        float[] biases = new float[_classCount];
        for (int c = 0; c < _classCount; c++)
        {
            ReadOnlySpan<float> classWeights = x.Slice(_classCount + c * featureCount, featureCount);
            classWeights.CopyTo(_weights.AsSpan(c * stride));
            biases[c] = (float)(x[c] - MeanScore(classWeights));
        }

        foreach (Slice slice in _slices)
            slice.Clear();
        _rows.ForEach(_slices.Length, _threads, (slice, block) => _slices[slice].Add(block, _weights, biases));

        double loss = 0;
        foreach (Slice slice in _slices)
            loss += slice.Loss;
        for (int c = 0; c < _classCount; c++)
        {
            double biasSum = 0;
            foreach (Slice slice in _slices)
                biasSum += slice.Biases[c];
            gradient[c] = (float)(biasSum / _rows.WeightSum);
            for (int j = 0; j < featureCount; j++)
            {
                int at = _classCount + c * featureCount + j;
                double sum = _l2 * (double)x[at];
                loss += 0.5 * sum * x[at];
                sum -= biasSum * _rows.FeatureMeans[j];
                foreach (Slice slice in _slices)
                    sum += slice.Weights[c * stride + j];
                gradient[at] = (float)(sum / _rows.WeightSum);
            }
        }
        return loss / _rows.WeightSum;
    }

    /// <summary>Turns a model's biases into the variables that stand for them, or back.</summary>
    public void ShiftBiases(Span<float> x, bool toModel)
    {
        int featureCount = _rows.Layout.FeatureCount;
        for (int c = 0; c < _classCount; c++)
        {
            double shift = MeanScore(x.Slice(_classCount + c * featureCount, featureCount));
            x[c] = (float)(toModel ? x[c] - shift : x[c] + shift);
        }
    }

    private double MeanScore(ReadOnlySpan<float> classWeights)
    {
        double sum = 0;
        for (int j = 0; j < classWeights.Length; j++)
            sum += classWeights[j] * _rows.FeatureMeans[j];
        return sum;
    }

    /// <summary>The sums over a fixed share of the rows; shares are added up in order, so the threads' timing cannot show.</summary>
    private sealed class Slice(int classCount, RowLayout layout)
    {
        private readonly float[] _scores = new float[layout.RowsPerBlock * classCount];

        public double Loss { get; private set; }

        public double[] Biases { get; } = new double[classCount];

        public double[] Weights { get; } = new double[classCount * layout.Stride];

        public void Clear()
        {
            Loss = 0;
            Array.Clear(Biases);
            Array.Clear(Weights);
        }

        public void Add(RowBlock block, float[] weights, float[] biases)
        {
            block.Scores(weights, classCount, _scores);
            for (int row = 0; row < block.Count; row++)
            {
                Span<float> scores = _scores.AsSpan(row * classCount, classCount);
                for (int c = 0; c < classCount; c++)
                    scores[c] += biases[c];
                int label = block.Labels[row];
                float weight = block.Weights[row], labelScore = scores[label];
                Loss += weight * (Softmax.Apply(scores) - labelScore);
                scores[label] -= 1;
                for (int c = 0; c < classCount; c++)
                    Biases[c] += scores[c] *= weight;
            }
            block.AddOuterProducts(_scores, classCount, Weights);
        }
    }
}
