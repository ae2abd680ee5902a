using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>DiT in generation: all tokens of an image are noised and predicted at once.</summary>
/// <param name="model">The network.</param>
/// <param name="guidedChannels">How many of the first channels guidance covers; the others, and the variance, are the conditional prediction.</param>
internal sealed class DitDenoiser(DiffusionTransformer model, int guidedChannels) : IImageDenoiser
{
    public IDenoiserConfig Config => model.Config;

    public Device Device => model.Device;

    public void Check(GenerationPlan plan)
    {
        if (plan.Split.Steps != 1 || plan.Split.Tokens != model.Config.Tokens)
        {
            throw new ArgumentException($"DiT generates its {model.Config.Tokens} tokens in one AR step; the options ask for {plan.Split.Steps} ({plan.Split}).");
        }
    }

    public IBatchDenoiser Begin(Tensor labels, GenerationPlan plan) => new Batch(model, guidedChannels, labels, plan.Schedule);

    private sealed class Batch(DiffusionTransformer model, int guidedChannels, Tensor labels, NoiseSchedule schedule) : IBatchDenoiser
    {
        public DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale)
        {
            using var scope = NewDisposeScope();
            int patch = model.Config.PatchSize;
            Tensor places = positions.unsqueeze(2).expand(-1, -1, noised.shape[2]);
            Tensor images = Patches.ToImages(zeros_like(noised).scatter_(1, places, noised), patch);           // (N, C, H, W)
            bool guided = guidanceScale != 1;
            Tensor given = guided ? cat([labels, full_like(labels, model.Config.NullClass)], 0) : labels;
            Tensor timesteps = full_like(given, (long)schedule.TimestepMap[index]);
            Tensor output = model.call(guided ? cat([images, images], 0) : images, timesteps, given);
            if (guided)
            {
                output = ClassifierFreeGuidance.Combine(output, guidanceScale, guidedChannels);
            }
            DiffusionPrediction prediction = model.Config.LearnedVariance ? LearnedVariance.Prediction(output, schedule, index) : new DiffusionPrediction(output);
            return prediction with { Value = Tokens(prediction.Value), LogVariance = prediction.LogVariance is { } variance ? Tokens(variance) : null };

            Tensor Tokens(Tensor values) => Patches.FromImages(values, patch).gather(1, places).MoveToOuterDisposeScope();
        }

        public void Append(Tensor clean, Tensor positions) => throw new NotSupportedException("DiT has no context of finished tokens.");

        public void Dispose()
        {
        }
    }
}
