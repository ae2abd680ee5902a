namespace Microsoft.ML.Trainers;

/// <summary>Trains a classifier that gives scores with stochastic dual coordinate ascent, for a loss of one's choice.</summary>
public sealed class SdcaNonCalibratedMulticlassTrainer : SdcaMulticlassTrainerBase<LinearMulticlassModelParameters>
{
    internal SdcaNonCalibratedMulticlassTrainer(IHostEnvironment env, Options options) : base(env, nameof(SdcaNonCalibratedMulticlassTrainer), options)
    {
    }

    private protected override LinearMulticlassModelParameters MakeModel(float[] biases, float[][] weights) => new(Host, biases, weights);

    /// <summary>Options of the trainer.</summary>
    public sealed class Options : MulticlassOptions
    {
        /// <summary>The loss of the difference between the scores of the true and of another class.</summary>
        public ISupportSdcaClassificationLoss Loss
        {
            get => InternalLoss;
            set => InternalLoss = value;
        }
    }
}
