using CausalFusion.Attention;
using CausalFusion.Checkpoints;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// The diffusion transformer with AdaLN-zero (DiT), the paper's baseline: every token sees every token, and the timestep and the class modulate the
/// LayerNorms. Its state dict has the names of the published checkpoints.
/// </summary>
public sealed class DiffusionTransformer : nn.Module<Tensor, Tensor, Tensor, Tensor>, IDenoiser
{
    [ComponentName(Name = "pos_embed")]
    private readonly Parameter _positions;

    [ComponentName(Name = "x_embedder")]
    private readonly PatchEmbedding _patchEmbedding;

    [ComponentName(Name = "t_embedder")]
    private readonly TimestepEmbedding _timestepEmbedding;

    [ComponentName(Name = "y_embedder")]
    private readonly LabelEmbedding _labelEmbedding;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<DitBlock> _blocks;

    [ComponentName(Name = "final_layer")]
    private readonly DitHead _head;

    /// <param name="config">The shape of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    public DiffusionTransformer(DitConfig config, ulong seed = 0, Device? device = null) : this(config, (ulong?)seed, device)
    {
    }

    private DiffusionTransformer(DitConfig config, ulong? seed, Device? device) : base(TorchLibrary.LoadedFor(nameof(DiffusionTransformer)))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        using var scope = NewDisposeScope();

        _positions = new Parameter(PositionEmbedding.SinCos2D(config.Width, config.GridSize).unsqueeze(0), requires_grad: false); // (1, L, D)
        _patchEmbedding = new PatchEmbedding(config.Channels, config.PatchSize, config.Width);
        _timestepEmbedding = new TimestepEmbedding(config.Width);
        _labelEmbedding = new LabelEmbedding(config.Classes, 1, 1, config.Width);
        _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(layer => new DitBlock(layer, config))]);
        _head = new DitHead(config);

        RegisterComponents();
        if (seed is { } drawn)
        {
            WeightInitializer.Initialize(this, drawn);
        }
        this.OwnWeights(device);
    }

    /// <summary>The shape of the network.</summary>
    public DitConfig Config { get; }

    IDenoiserConfig IDenoiser.Config => Config;

    /// <summary>
    /// Whether training recomputes each block in the backward pass instead of keeping its activations: about a third more computation, and memory for one
    /// block's activations and every block's input instead of every block's activations. Default false.
    /// </summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>Where the weights are.</summary>
    public Device Device => _positions.device;

    /// <summary>Loads a model file: our own, the published code's, or bare weights, in a safetensors or a PyTorch file.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, of a newer version, holds another kind of model, or leaves open how many heads it has.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static DiffusionTransformer Load(string path, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        return Load(file, device: device);
    }

    /// <summary>Builds the network of an open model file and fills it. The peak of memory is the network and one tensor.</summary>
    /// <param name="file">The file, which says which of its models was taken; it stays open.</param>
    /// <param name="like">Where to take the number of heads from where the file has no configuration; null takes that of the preset of its shapes.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file holds another kind of model, its configuration cannot be read, or leaves the heads open.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static DiffusionTransformer Load(ModelFile file, DitConfig? like = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        DitConfig config = DitConfig.Of(file, like);
        return StateDict.Build(file.Weights, config.ParameterCount, () => ToBeFilled(config, device));
    }

    /// <summary>Builds the network of an open bundle and fills it.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The bundle holds another kind of model, or its configuration cannot be read.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static DiffusionTransformer Load(ModelBundle bundle, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Build(ModelKind.DiT, DitConfig.FromJson, config => config.ParameterCount, config => ToBeFilled(config, device));
    }

    /// <summary>A network whose weights mean nothing until they are filled: none are drawn.</summary>
    internal static DiffusionTransformer ToBeFilled(DitConfig config, Device? device) => new(config, seed: null, device);

    /// <summary>Saves the network as a model bundle, completely or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <param name="entries">Further JSON texts for the bundle's metadata, such as the classes' names.</param>
    public void Save(string path, IReadOnlyDictionary<string, string>? entries = null) => ModelBundle.Save(path, this, Config.ToJson(), entries, ModelKind.DiT);

    /// <inheritdoc/>
    public void Save(Stream stream, IReadOnlyDictionary<string, string>? entries = null) => ModelBundle.Save(stream, this, Config.ToJson(), entries, ModelKind.DiT);

    /// <summary>Predicts the noise in images, and where the variance is learned, its place in its range.</summary>
    /// <param name="noised">Noised images, shape (N, C, H, W).</param>
    /// <param name="timesteps">Training timesteps, one for each image, shape (N).</param>
    /// <param name="labels">Class indices, int64, shape (N); <see cref="DitConfig.NullClass"/> for none.</param>
    /// <returns>Shape (N, <see cref="DitConfig.OutputChannels"/>, H, W): the noise, then the variance's values.</returns>
    /// <exception cref="ArgumentException">The images are not of the network's shape.</exception>
    public override Tensor forward(Tensor noised, Tensor timesteps, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(noised);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(labels);
        if (noised.shape is not [_, long channels, long height, long width] || channels != Config.Channels || height != Config.ImageSize || width != Config.ImageSize)
        {
            throw new ArgumentException(
                $"Expected images of shape (N, {Config.Channels}, {Config.ImageSize}, {Config.ImageSize}); found ({string.Join(", ", noised.shape)}).", nameof(noised));
        }
        using var scope = NewDisposeScope();
        Tensor x = _patchEmbedding.call(noised.to(_positions.dtype)) + _positions;                                               // (N, L, D)
        Tensor condition = _timestepEmbedding.call(timesteps) + _labelEmbedding.call(labels).squeeze(1);     // (N, D)
        var context = new AttentionContext(AttentionLayout.Full(Config.Tokens, Config.Tokens));
        bool recompute = GradientCheckpointing && is_grad_enabled();
        foreach (DitBlock block in _blocks)
        {
            Tensor next = recompute
                ? CheckpointedBlock.Call(block, inputs => block.call(inputs[0], inputs[1], context), x, condition)
                : block.call(x, condition, context);
            x.Dispose();
            x = next;
        }
        return Patches.ToImages(_head.call(x, condition), Config.PatchSize).MoveToOuterDisposeScope();
    }
}
