using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

/// <summary>A trained model's numbers, and what its objectives are by their definitions.</summary>
internal sealed class LinearModel
{
    public LinearModel(LinearMulticlassModelParametersBase parameters)
    {
        VBuffer<float>[] weights = [];
        parameters.GetWeights(ref weights, out int classCount);
        Weights = [.. weights.Take(classCount).Select(w => w.DenseValues().Select(v => (double)v).ToArray())];
        Biases = [.. parameters.GetBiases().Select(v => (double)v)];
    }

    /// <summary>By class, then by feature.</summary>
    public double[][] Weights { get; }

    public double[] Biases { get; }

    public double[] Scores(float[] features) =>
        [.. Weights.Select((weights, c) => Biases[c] + weights.Zip(features, (w, x) => w * x).Sum())];

    public double LogLoss(Example example)
    {
        double[] scores = Scores(example.Features);
        double max = scores.Max();
        return max + Math.Log(scores.Sum(s => Math.Exp(s - max))) - scores[example.Label];
    }

    /// <summary>What LbfgsMaximumEntropy minimises.</summary>
    public double LbfgsObjective(IReadOnlyCollection<Example> examples, GoldenOptimum problem)
    {
        double loss = 0, weightSum = 0;
        foreach (Example example in examples)
        {
            double weight = problem.Weighted ? example.Weight : 1;
            loss += weight * LogLoss(example);
            weightSum += weight;
        }
        double[] all = [.. Weights.SelectMany(w => w)];
        return (loss + 0.5 * problem.L2 * all.Sum(w => w * w)) / weightSum + problem.L1 * all.Sum(Math.Abs) / examples.Count;
    }

    /// <summary>What SdcaMaximumEntropy minimises.</summary>
    public double SdcaObjective(IReadOnlyCollection<Example> examples, GoldenOptimum problem)
    {
        double loss = 0;
        foreach (Example example in examples)
        {
            double[] scores = Scores(example.Features);
            double label = scores[example.Label];
            double margins = scores.Where((_, c) => c != example.Label).Sum(s => Math.Log(1 + Math.Exp(s - label)));
            loss += (problem.Weighted ? example.Weight : 1) * margins;
        }
        double[] all = [.. Weights.SelectMany(w => w), .. Biases];
        return loss / examples.Count + problem.L2 * (0.5 * all.Sum(w => w * w) + problem.Threshold * all.Sum(Math.Abs));
    }
}
