using CausalFusion.Data;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Serialization;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Models;

/// <summary>A network of either kind, and what the command line does with one.</summary>
internal sealed class Network : IDisposable
{
    private readonly CausalFusionModel? _causal;
    private readonly DiffusionTransformer? _dit;

    private Network(CausalFusionModel model) => (_causal, Config) = (model, model.Config);

    private Network(DiffusionTransformer model) => (_dit, Config) = (model, model.Config);

    /// <summary>Its shape.</summary>
    public IDenoiserConfig Config { get; }

    /// <summary>The shape of the network in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="like">What its weights do not show.</param>
    public static IDenoiserConfig ConfigOf(ModelFile file, IDenoiserConfig? like) => ModelInspection.KindOf(file) == ModelKind.DiT
        ? DitConfig.Of(file, Presets.As<DitConfig>(like, ModelKind.DiT))
        : CausalFusionConfig.Of(file, Presets.As<CausalFusionConfig>(like, ModelKind.CausalFusion));

    /// <summary>Loads the network of a file.</summary>
    public static Network Load(ModelFile file, IDenoiserConfig? like, Device device) => ModelInspection.KindOf(file) == ModelKind.DiT
        ? new Network(DiffusionTransformer.Load(file, Presets.As<DitConfig>(like, ModelKind.DiT), device))
        : new Network(CausalFusionModel.Load(file, Presets.As<CausalFusionConfig>(like, ModelKind.CausalFusion), device));

    /// <summary>Makes a new network.</summary>
    public static Network Create(IDenoiserConfig config, ulong seed, Device device) => config is DitConfig dit
        ? new Network(new DiffusionTransformer(dit, seed, device))
        : new Network(new CausalFusionModel((CausalFusionConfig)config, seed, device));

    /// <summary>What draws with it.</summary>
    public ImageGenerator Generator() => _dit is not null ? new ImageGenerator(_dit) : new ImageGenerator(_causal!);

    /// <summary>What edits with it.</summary>
    /// <exception cref="UsageException">It has no AR axis.</exception>
    public ImageEditor Editor() => new(_causal ?? throw new UsageException("edit: expected a CausalFusion network, found a DiT, which cannot keep a part of an image."));

    /// <summary>Trains it.</summary>
    public TrainingResult Train(TrainingOptions options, ITrainingDataset data, IProgress<TrainingProgress> progress, CancellationToken cancellationToken) => _dit is not null
        ? new DitTrainer(options).Train(_dit, data, progress, cancellationToken)
        : new CausalFusionTrainer(options).Train(_causal!, data, progress, cancellationToken);

    /// <summary>Saves it as a bundle.</summary>
    public void Save(string path, IReadOnlyDictionary<string, string> entries)
    {
        if (_dit is not null)
        {
            _dit.Save(path, entries);
        }
        else
        {
            _causal!.Save(path, entries);
        }
    }

    public void Dispose()
    {
        _dit?.Dispose();
        _causal?.Dispose();
    }
}
