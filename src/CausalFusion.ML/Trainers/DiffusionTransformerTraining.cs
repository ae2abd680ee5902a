using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>Trains a DiT.</summary>
/// <param name="config">The shape of the network.</param>
/// <param name="guidedChannels">How many of its first channels guidance covers; null for as many as published.</param>
internal sealed class DiffusionTransformerTraining(DitConfig config, int? guidedChannels) : NetworkTraining
{
    public override IDenoiserConfig Config => config;

    public override int? GuidedChannels => guidedChannels;

    public override void Validate(TrainingOptions training, GenerationOptions generation)
    {
        config.Validate();
        _ = new DitTrainer(training);
        generation.Validate(config, NoiseSchedule.Default.Timesteps);
        if (guidedChannels < 1)
        {
            throw new ArgumentException($"GuidedChannels must be at least 1, or null; found {guidedChannels}.");
        }
    }

    public override (IDenoiser Model, TrainingResult Result) Run(TrainingRun run) => Trained(
        new DiffusionTransformer(config, run.Options.Seed, run.Device),
        model => new DitTrainer(run.Options).Train(model, run.Dataset, run.Progress, run.CancellationToken));
}
