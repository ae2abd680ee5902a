namespace Microsoft.ML.Numeric;

/// <summary>Plain stochastic gradient descent on the log-loss, for a point to start from.</summary>
internal sealed class MaximumEntropyDescent(TrainingRows rows, int classCount)
{
    /// <summary>Examples between two looks at how far the weights have moved.</summary>
    private const int CheckInterval = 1000;

    private const int MaximumPasses = 100;

    /// <summary>Moves the biases and weights until a thousand examples move them by less than <paramref name="tolerance"/>.</summary>
    public void Run(Span<float> parameters, double tolerance)
    {
        int featureCount = rows.Layout.FeatureCount, stride = rows.Layout.Stride;
        float[] weights = new float[classCount * stride], biases = new float[classCount];
        float[] last = new float[weights.Length], scores = new float[classCount];
        int step = 0;
        for (int pass = 0; pass < MaximumPasses; pass++)
        {
            foreach ((_, RowBlock block, int row) in rows.Rows(shuffle: null))
            {
                block.RowScores(row, weights, classCount, scores);
                for (int c = 0; c < classCount; c++)
                    scores[c] += biases[c];
                Softmax.Apply(scores);
                scores[block.Labels[row]] -= 1;
                // The loss's curvature along an example is at most half its squared norm, so this rate cannot overshoot.
                double rate = block.Weights[row] * rows.RowCount / rows.WeightSum / ((1 + block.NormSquared(row)) * Math.Sqrt(1 + (double)step / CheckInterval));
                for (int c = 0; c < classCount; c++)
                    biases[c] += scores[c] *= (float)-rate;
                block.AddRow(row, scores, classCount, weights);
                if (++step % CheckInterval != 0)
                    continue;
                Vectors.SumScaled(weights, -1, last, last);
                double moved = Vectors.Norm(last);
                weights.CopyTo(last, 0);
                if (moved < tolerance)
                {
                    pass = MaximumPasses;
                    break;
                }
            }
        }
        biases.CopyTo(parameters);
        for (int c = 0; c < classCount; c++)
            weights.AsSpan(c * stride, featureCount).CopyTo(parameters[(classCount + c * featureCount)..]);
    }
}
