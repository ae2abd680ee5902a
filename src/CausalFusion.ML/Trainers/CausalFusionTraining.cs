using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>Trains CausalFusion.</summary>
/// <param name="config">The shape of the network.</param>
internal sealed class CausalFusionTraining(CausalFusionConfig config) : NetworkTraining
{
    public override IDenoiserConfig Config => config;

    public override void Validate(TrainingOptions training, GenerationOptions generation)
    {
        config.Validate();
        training.Split.Validate(config.Tokens);
        training.Order.Validate(config.GridSize);
        generation.Validate(config.GridSize, NoiseSchedule.Default.Timesteps);
    }

    public override (IDenoiser Model, TrainingResult Result) Run(TrainingRun run) => Trained(
        new CausalFusionModel(config, run.Options.Seed, run.Device),
        model => new CausalFusionTrainer(run.Options).Train(model, run.Dataset, run.Progress, run.CancellationToken));
}
