namespace Microsoft.ML.Data;

/// <summary>How well scores tell the classes of rows.</summary>
public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics(MulticlassCounts counts, IReadOnlyList<string> classNames, int topKPredictionCount)
    {
        double rows = counts.RowCount;
        double[] accuracies = [.. Enumerable.Range(0, counts.ClassCount).Where(c => counts.ClassRowCounts[c] > 0)
            .Select(c => counts.Confusion[c][c] / counts.ClassRowCounts[c])];
        MicroAccuracy = Over(Enumerable.Range(0, counts.ClassCount).Sum(c => counts.Confusion[c][c]), rows);
        MacroAccuracy = accuracies.Length > 0 ? accuracies.Average() : 0;
        LogLoss = Over(counts.LogLossSum, rows);
        double entropy = -counts.ClassRowCounts.Where(count => count > 0).Sum(count => count / rows * Math.Log(count / rows));
        LogLossReduction = (entropy - LogLoss) / entropy;
        PerClassLogLoss = Array.AsReadOnly(counts.ClassLogLossSums.Zip(counts.ClassRowCounts, (sum, count) => Over(sum, count)).ToArray());
        TopKPredictionCount = topKPredictionCount;
        if (topKPredictionCount > 0)
        {
            double found = 0;
            TopKAccuracyForAllK = Array.AsReadOnly(counts.RankCounts.Take(topKPredictionCount).Select(count => Over(found += count, rows)).ToArray());
        }
        ConfusionMatrix = new ConfusionMatrix(counts.Confusion, classNames);
    }

    /// <summary>Minus the logarithm of the true class's probability, averaged over the rows.</summary>
    public double LogLoss { get; }

    /// <summary>By which part of it the log-loss falls below that of always giving the classes' frequencies.</summary>
    public double LogLossReduction { get; }

    /// <summary>The share of a class's rows that are predicted right, averaged over the classes.</summary>
    public double MacroAccuracy { get; }

    /// <summary>The share of the rows that are predicted right.</summary>
    public double MicroAccuracy { get; }

    /// <summary>The share of the rows whose true class is among the <see cref="TopKPredictionCount"/> highest scores.</summary>
    public double TopKAccuracy => TopKAccuracyForAllK is { Count: > 0 } all ? all[^1] : 0;

    /// <summary>The K of <see cref="TopKAccuracy"/>; 0 where it was not asked for.</summary>
    public int TopKPredictionCount { get; }

    /// <summary>The top-K accuracy for K = 1, 2, … up to <see cref="TopKPredictionCount"/>; null where it was not asked for.</summary>
    public IReadOnlyList<double> TopKAccuracyForAllK { get; }

    /// <summary>The log-loss of each class's rows.</summary>
    public IReadOnlyList<double> PerClassLogLoss { get; }

    public ConfusionMatrix ConfusionMatrix { get; }

    private static double Over(double sum, double count) => count > 0 ? sum / count : 0;
}
