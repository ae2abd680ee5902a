using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// A transformer in generation (paper, §3): what images are to be of is run once into a key/value cache, to which finished tokens are appended.
/// </summary>
/// <remarks>
/// With guidance there is a conditional and an unconditional sequence of each image. A prediction outside the guidance interval runs the conditional
/// ones alone; finished tokens are appended to both, so that the next guided prediction finds in each all that came before.
/// </remarks>
/// <param name="model">The network.</param>
/// <param name="target">What it predicts.</param>
/// <param name="caches">The contexts of the conditional sequences, then of the unconditional ones; this object's own.</param>
/// <param name="plan">How to generate.</param>
/// <param name="hold">Holds the weights; this object's own.</param>
internal sealed class CachedDenoiser(
    TokenTransformer model, PredictionTarget target, ContextCaches caches, GenerationPlan plan, IDisposable hold) : Denoiser
{
    public override DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale)
    {
        using var scope = NewDisposeScope();
        int timestep = plan.Schedule.TimestepMap[index];
        bool isGuided = guidanceScale != 1;
        Tensor predicted = model.Predict(noised, positions, timestep, caches, onlyFirst: !isGuided);
        if (isGuided)
        {
            predicted = ClassifierFreeGuidance.Combine(predicted, guidanceScale);
        }
        return new DiffusionPrediction(predicted.MoveToOuterDisposeScope(), target);
    }

    public override void Append(Tensor clean, Tensor positions) => model.AppendFinished(clean, positions, caches);

    public override void Dispose()
    {
        caches.Dispose();
        hold.Dispose();
    }
}
