namespace Microsoft.ML.Trainers;

/// <summary>Trains a classifier that gives probabilities with stochastic dual coordinate ascent.</summary>
public sealed class SdcaMaximumEntropyMulticlassTrainer : SdcaMulticlassTrainerBase<MaximumEntropyModelParameters>
{
    internal SdcaMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options) : base(env, nameof(SdcaMaximumEntropyMulticlassTrainer), options)
    {
    }

    private protected override MaximumEntropyModelParameters MakeModel(float[] biases, float[][] weights) => new(Host, biases, weights);

    /// <summary>Options of the trainer.</summary>
    public sealed class Options : MulticlassOptions
    {
    }
}
