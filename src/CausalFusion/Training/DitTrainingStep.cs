using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>DiT's training step: noise the images, predict the noise and, where the variance is learned, the term of the variational bound that teaches it.</summary>
internal sealed class DitTrainingStep : TrainingStep
{
    private readonly DiffusionTransformer _network;

    public DitTrainingStep(DiffusionTransformer model, TrainingOptions options, NoiseSchedule schedule)
        : this(model, Computing(model, options), options, schedule)
    {
    }

    private DitTrainingStep(DiffusionTransformer model, DiffusionTransformer network, TrainingOptions options, NoiseSchedule schedule)
        : base(model, network, model.Config, ModelKind.DiT, options, schedule) => _network = network;

    /// <summary>The mean squared error of the noise, plus the mean term of the bound where the variance is learned.</summary>
    public override Tensor Loss(Tensor images, Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Tensor noise = Patches.ToImages(draws.Noise, Config.PatchSize);                                        // (N, C, H, W)
        Tensor noised = GaussianDiffusion.AddNoise(Schedule, images, noise, draws.Timesteps);
        Tensor output = _network.call(noised, TrainingTimesteps(draws, images.device), GivenLabels(labels, draws)).to(ScalarType.Float32);
        Tensor loss = _network.Config.LearnedVariance
            ? LearnedVariance.Loss(output, images, noised, noise, Schedule, draws.Timesteps).Total()
            : (output - noise).square();
        return loss.mean().MoveToOuterDisposeScope();
    }

    private static DiffusionTransformer Computing(DiffusionTransformer model, TrainingOptions options)
    {
        DiffusionTransformer computing = options.Precision == ComputePrecision.Full ? model : DiffusionTransformer.ToBeFilled(model.Config, model.Device);
        computing.GradientCheckpointing = options.GradientCheckpointing;
        return computing;
    }
}
