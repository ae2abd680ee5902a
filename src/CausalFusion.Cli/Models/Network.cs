using CausalFusion.Data;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Models;

/// <summary>What the command line does with a network of either kind.</summary>
internal static class Network
{
    /// <summary>Makes a new network.</summary>
    public static IDenoiser Create(IDenoiserConfig config, ulong seed, Device device) =>
        config is DitConfig dit ? new DiffusionTransformer(dit, seed, device) : new CausalFusionModel((CausalFusionConfig)config, seed, device);

    /// <summary>What edits with a network.</summary>
    /// <exception cref="UsageException">It has no AR axis.</exception>
    public static ImageEditor Editor(IDenoiser network) =>
        new(network as CausalFusionModel ?? throw new UsageException("edit: expected a CausalFusion network, found a DiT, which cannot keep a part of an image."));

    /// <summary>Trains a network.</summary>
    public static TrainingResult Train(
        IDenoiser network, TrainingOptions options, ITrainingDataset data, IProgress<TrainingProgress> progress, CancellationToken cancellationToken) => network is DiffusionTransformer dit
        ? new DitTrainer(options).Train(dit, data, progress, cancellationToken)
        : new CausalFusionTrainer(options).Train((CausalFusionModel)network, data, progress, cancellationToken);
}
