using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>The network that a trainer makes, and how it is trained.</summary>
internal abstract class NetworkTraining
{
    /// <summary>The shape of the network.</summary>
    public abstract IDenoiserConfig Config { get; }

    /// <summary>How many of its first channels guidance covers when the trained network draws; null where that is not for the options to say.</summary>
    public virtual int? GuidedChannels => null;

    /// <summary>Checks the shape, and that the network can be trained and sampled as the options say.</summary>
    /// <exception cref="ArgumentException">A value is out of range, or the values do not fit each other.</exception>
    public abstract void Validate(TrainingOptions training, GenerationOptions generation);

    /// <summary>Makes the network and trains it.</summary>
    /// <returns>The network, which the caller owns, and what the training came to.</returns>
    public abstract (IDenoiser Model, TrainingResult Result) Run(TrainingRun run);

    /// <summary>Trains a network; if that fails, it is freed.</summary>
    private protected static (IDenoiser Model, TrainingResult Result) Trained<T>(T model, Func<T, TrainingResult> train) where T : IDenoiser
    {
        try
        {
            return (model, train(model));
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
