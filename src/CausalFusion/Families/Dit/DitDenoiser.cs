using CausalFusion.Diffusion;
using CausalFusion.Models;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>DiT in generation: all tokens of an image are noised and predicted at once.</summary>
/// <param name="model">The network.</param>
/// <param name="learnedVariance">Whether it learned the variance of the sampler's steps.</param>
/// <param name="labels">Class indices, int64, (N).</param>
/// <param name="plan">How to generate.</param>
internal sealed class DitDenoiser(DitModel model, bool learnedVariance, Tensor labels, GenerationPlan plan) : Denoiser
{
    private const int PublishedGuidedChannels = 3;

    /// <summary>How many of the first channels guidance covers; the others, and the variance, are the conditional prediction.</summary>
    private readonly int _guidedChannels = Math.Min(plan.GuidedChannels ?? PublishedGuidedChannels, model.Config.Channels);

    public override DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale)
    {
        using var scope = NewDisposeScope();
        int patch = model.Config.PatchSize;
        Tensor places = positions.unsqueeze(2).expand(-1, -1, noised.shape[2]);
        Tensor images = Patches.ToImages(zeros_like(noised).scatter_(1, places, noised), patch, model.Config.Grid);           // (N, C, H, W)
        bool guided = guidanceScale != 1;
        Tensor given = guided ? cat([labels, full_like(labels, Kept(model.Config.NullClass))], 0) : labels;
        Tensor timesteps = full_like(given, Kept((long)plan.Schedule.TimestepMap[index]));
        Tensor output = model.Forward(guided ? cat([images, images], 0) : images, timesteps, given).to(ScalarType.Float32);
        if (guided)
        {
            output = ClassifierFreeGuidance.Combine(output, guidanceScale, _guidedChannels);
        }
        DiffusionPrediction prediction = learnedVariance
            ? LearnedVariance.Prediction(output, plan.Schedule, index)
            : new DiffusionPrediction(output, model.Config.Target);
        return prediction with
        {
            Value = Tokens(prediction.Value),
            LogVariance = prediction.LogVariance is { } variance ? Tokens(variance) : null,
        };

        Tensor Tokens(Tensor values) => Patches.FromImages(values, patch).gather(1, places).MoveToOuterDisposeScope();
    }

    public override void Append(Tensor clean, Tensor positions) => throw new NotSupportedException("DiT has no context of finished tokens.");

    public override void Dispose()
    {
        // It holds nothing between predictions.
    }
}
