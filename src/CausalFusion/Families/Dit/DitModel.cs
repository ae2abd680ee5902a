using CausalFusion.Attention;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>
/// The diffusion transformer with AdaLN-zero (DiT), the paper's baseline: every token sees every token, and the timestep and the class modulate the
/// LayerNorms. Its state dict has the names of the published checkpoints.
/// </summary>
public sealed class DitModel : ImageModel
{
    private readonly DitConfig _config;

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
    public DitModel(DitConfig config, ulong seed = 0, Device? device = null) : this(config, (ulong?)seed, device)
    {
    }

    private DitModel(DitConfig config, ulong? seed, Device? device) : base(config, nameof(DitModel))
    {
        _config = config;
        using var scope = NewDisposeScope();

        _positions = new Parameter(PositionEmbedding.SinCos2D(config.Width, config.Grid).unsqueeze(0), requires_grad: false); // (1, L, D)
        _patchEmbedding = new PatchEmbedding(config.Channels, config.PatchSize, config.Width);
        _timestepEmbedding = new TimestepEmbedding(config.Width);
        _labelEmbedding = new LabelEmbedding(config.Classes, 1, 1, config.Width);
        _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(layer => new DitBlock(layer, config))]);
        _head = new DitHead(config);

        Complete(seed, InitialWeightOf, device);
    }

    /// <inheritdoc/>
    public override Device Device => _positions.device;

    /// <summary>Loads a model file: our own, the published code's, or bare weights, in a safetensors or a PyTorch file.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is damaged, of a newer version, or leaves open how many heads it has.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static DitModel Load(string path, Device? device = null) => (DitModel)DitFamily.Instance.Load(path, device);

    /// <summary>Builds the network of an open model file and fills it. The peak of memory is the network and one tensor.</summary>
    /// <param name="file">The file, which says which of its models was taken; it stays open.</param>
    /// <param name="like">What to assume where the file has no configuration and the weights do not show it; null if there is nothing to say.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file holds another kind of model, its configuration cannot be read, or leaves something open.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static DitModel Load(ModelFile file, DitConfig? like = null, Device? device = null) =>
        (DitModel)DitFamily.Instance.Load(file, like, device);

    /// <summary>A network whose weights mean nothing until they are filled: none are drawn.</summary>
    internal static DitModel ToBeFilled(DitConfig config, Device? device) => new(config, seed: null, device);

    /// <summary>
    /// Predicts the noise in images, or what the configuration's target says, and where the variance is learned, its place in its range.
    /// </summary>
    /// <param name="noised">Noised images, shape (N, C, H, W).</param>
    /// <param name="timesteps">Training timesteps, one for each image, shape (N).</param>
    /// <param name="labels">Class indices, int64, shape (N); <see cref="ImageModelConfig.NullClass"/> for none.</param>
    /// <returns>Shape (N, <see cref="DitConfig.OutputChannels"/>, H, W): the prediction, then the variance's values.</returns>
    /// <exception cref="ArgumentException">The images are not of the network's shape.</exception>
    public Tensor Forward(Tensor noised, Tensor timesteps, Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(noised);
        ArgumentNullException.ThrowIfNull(timesteps);
        ArgumentNullException.ThrowIfNull(labels);
        ImageShape shape = _config.Shape;
        if (noised.shape is not [_, long channels, long height, long width] || channels != shape.Channels || height != shape.Height
            || width != shape.Width)
        {
            throw new ArgumentException(
                $"Expected images of shape (N, {shape.Channels}, {shape.Height}, {shape.Width}); found ({string.Join(", ", noised.shape)}).",
                nameof(noised));
        }
        using var scope = NewDisposeScope();
        Tensor x = _patchEmbedding.call(noised.to(_positions.dtype)).Plus(_positions);                                               // (N, L, D)
        Tensor condition = _timestepEmbedding.call(timesteps).Plus(_labelEmbedding.call(labels).squeeze(1));     // (N, D)
        var context = new AttentionContext(AttentionLayout.Full(_config.Tokens, _config.Tokens));
        bool recompute = Recomputes;
        foreach (DitBlock block in _blocks)
        {
            Tensor next = recompute
                ? CheckpointedBlock.Call(block, inputs => block.call(inputs[0], inputs[1], context), x, condition)
                : block.call(x, condition, context);
            x.Dispose();
            x = next;
        }
        return Patches.ToImages(_head.call(x, condition), _config.PatchSize, _config.Grid).MoveToOuterDisposeScope();
    }
    /// <inheritdoc/>
    internal override Denoiser Begin(IReadOnlyList<Condition> conditions, GenerationPlan plan) =>
        new DitDenoiser(this, _config.LearnedVariance, ClassesOf(conditions, Device), plan);

    /// <summary>
    /// The training loss: the mean squared error of the prediction, plus the mean term of the variational bound where the variance is learned.
    /// </summary>
    internal override LossParts Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Tensor noise = Patches.ToImages(draws.Noise, _config.PatchSize, _config.Grid);                                        // (N, C, H, W)
        Tensor noised = GaussianDiffusion.AddNoise(Info.Schedule, images, noise, draws.Timesteps);
        Tensor output = Forward(noised, TrainingTimesteps(draws, images.device), ClassesOf(conditions, images.device)).to(ScalarType.Float32);
        Tensor loss = _config.LearnedVariance
            ? LearnedVariance.Loss(output, images, noised, noise, Info.Schedule, draws.Timesteps).Total()
            : PredictionLoss.SquaredErrors(output, images, noise, _config.Target, draws.LossTarget, Info.Schedule, draws.Timesteps);
        return new LossParts(loss.mean().MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    private protected override ImageModel Unfilled() => ToBeFilled(_config, Device);

    /// <summary>
    /// As in the published code: Xavier-uniform linears and patch embedding with zero biases, the class table and the timestep MLP N(0, 0.02); the
    /// modulations and the output layer zero, so that each block begins as the identity.
    /// </summary>
    private static InitialWeight InitialWeightOf(string name) => name switch
    {
        "pos_embed" => InitialWeight.AsBuilt,
        "y_embedder.embedding_table.weight" or "t_embedder.mlp.0.weight" or "t_embedder.mlp.2.weight" => InitialWeight.Normal,
        _ when name.Contains("adaLN_modulation", StringComparison.Ordinal) || name.StartsWith("final_layer.", StringComparison.Ordinal)
            || name.EndsWith(".bias", StringComparison.Ordinal) => InitialWeight.Zero,
        _ => InitialWeight.XavierUniform,
    };
}
