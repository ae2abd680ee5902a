namespace Microsoft.ML.Data;

/// <summary>What is counted over scored rows.</summary>
internal sealed class MulticlassCounts(int classCount)
{
    /// <summary>Probabilities below this count as this, so that one of zero costs much but not everything.</summary>
    private const float MinimumProbability = 1e-15f;

    public int ClassCount => classCount;

    public long RowCount { get; private set; }

    /// <summary>Rows of classes for which there is no score.</summary>
    public long UnknownClassCount { get; private set; }

    public double LogLossSum { get; private set; }

    /// <summary>Log-loss summed over each class's rows.</summary>
    public double[] ClassLogLossSums { get; } = new double[classCount];

    public long[] ClassRowCounts { get; } = new long[classCount];

    /// <summary>At each rank, how many rows have that many classes scored before the true one.</summary>
    public long[] RankCounts { get; } = new long[classCount];

    /// <summary>Rows by true class and predicted class.</summary>
    public double[][] Confusion { get; } = [.. Enumerable.Range(0, classCount).Select(_ => new double[classCount])];

    public void Add(int trueClass, ReadOnlySpan<float> scores)
    {
        RowCount++;
        if (trueClass >= classCount)
        {
            UnknownClassCount++;
            LogLossSum -= Math.Log(MinimumProbability);
            return;
        }
        double logLoss = -Math.Log(Math.Clamp(scores[trueClass], MinimumProbability, 1));
        LogLossSum += logLoss;
        ClassLogLossSums[trueClass] += logLoss;
        ClassRowCounts[trueClass]++;

        int best = 0, rank = 0;
        for (int c = 0; c < scores.Length; c++)
        {
            if (scores[c] > scores[best])
                best = c;
            if (scores[c] > scores[trueClass] || (scores[c] == scores[trueClass] && c < trueClass))
                rank++;
        }
        RankCounts[rank]++;
        Confusion[trueClass][best]++;
    }
}
