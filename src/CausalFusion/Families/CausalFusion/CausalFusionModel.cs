using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Kernels;
using CausalFusion.Models;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>
/// The CausalFusion transformer (paper §3, Figure 3): a decoder over condition tokens, clean tokens of finished AR steps and noised tokens of the
/// step being denoised, which predicts the noise in the latter. Its state dict has the names of the published checkpoints.
/// </summary>
public sealed class CausalFusionModel : ImageModel
{
    private readonly CausalFusionConfig _config;

    [ComponentName(Name = "pos_embed")]
    private readonly Parameter _positions;

    [ComponentName(Name = "cond_pos_embed")]
    private readonly Parameter _conditionPositions;

    [ComponentName(Name = "x_proj")]
    private readonly LinearLayer _tokenProjection;

    [ComponentName(Name = "t_embedder")]
    private readonly TimestepEmbedding _timestepEmbedding;

    [ComponentName(Name = "y_embedder")]
    private readonly LabelEmbedding _labelEmbedding;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<TransformerBlock> _blocks;

    [ComponentName(Name = "final_layer")]
    private readonly OutputHead _head;

    private readonly BlockStack _stack;

    /// <param name="config">The shape of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    public CausalFusionModel(CausalFusionConfig config, ulong seed = 0, Device? device = null) : this(config, (ulong?)seed, device)
    {
    }

    private CausalFusionModel(CausalFusionConfig config, ulong? seed, Device? device) : base(config, nameof(CausalFusionModel))
    {
        _config = config;
        using var scope = NewDisposeScope();

        _positions = new Parameter(PositionEmbedding.SinCos2D(config.Width, config.Grid).unsqueeze(0), config.LearnedPositions); // (1, L, D)
        _conditionPositions = new Parameter(zeros([1, config.ConditionTokens, config.Width])); // (1, K, D)
        _tokenProjection = new LinearLayer(config.PatchDimension, config.Width);
        _timestepEmbedding = new TimestepEmbedding(config.Width);
        _labelEmbedding = new LabelEmbedding(config.Classes, config.ClassTokens, config.ClassTokenRepeats, config.Width);
        _blocks = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(layer => new TransformerBlock(layer, config))]);
        _head = new OutputHead(config.Width, config.PatchDimension);
        _stack = new BlockStack(config.Heads, GeneralizedCausalAttention.Epsilon);

        Complete(seed, InitialWeightOf, device);
    }

    /// <inheritdoc/>
    public override Device Device => _conditionPositions.device;

    /// <summary>Loads a model file: our own, the published code's, or bare weights, in a safetensors or a PyTorch file.</summary>
    /// <param name="path">A model bundle, a checkpoint of a training (the averaged weights are taken), or a state dict.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is none of these, is damaged, of a newer version, or leaves open what its configuration is.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static CausalFusionModel Load(string path, Device? device = null) => (CausalFusionModel)CausalFusionFamily.Instance.Load(path, device);

    /// <summary>Builds the network of an open model file and fills it. The peak of memory is the network and one tensor.</summary>
    /// <param name="file">The file, which says which of its models was taken; it stays open.</param>
    /// <param name="like">What to assume where the file has no configuration and the weights do not show it; null if there is nothing to say.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file holds another kind of model, its configuration cannot be read, or leaves something open.
    /// </exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static CausalFusionModel Load(ModelFile file, CausalFusionConfig? like = null, Device? device = null) =>
        (CausalFusionModel)CausalFusionFamily.Instance.Load(file, like, device);

    /// <summary>A network whose weights mean nothing until they are filled: none are drawn.</summary>
    internal static CausalFusionModel ToBeFilled(CausalFusionConfig config, Device? device) => new(config, seed: null, device);

    /// <summary>Predicts the noise (or the clean patches, as the configuration's target says) in the noised tokens of a training sequence.</summary>
    /// <param name="input">The sequence.</param>
    /// <returns>The prediction for each noised token in generation order, shape (N, k·L, P).</returns>
    /// <exception cref="ArgumentException">A tensor's shape does not fit the split and the number of copies.</exception>
    internal Tensor Forward(CausalFusionInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Validate(_config);
        using var scope = NewDisposeScope();
        ArSplit split = input.Split;
        int clean = split.Offsets[split.Steps - 1], copies = input.Copies;

        Tensor condition = EmbedCondition(input.Labels);                                          // (N, K, D)
        Tensor patches = cat([input.Clean.narrow(1, 0, clean), input.Noised], 1);                 // (N, C + k·L, P)
        Tensor order = cat([input.Order.narrow(1, 0, clean), .. Enumerable.Repeat(input.Order, copies)], 1);
        Tensor embedded = EmbedTokens(patches, order);                                            // (N, C + k·L, D)
        Tensor noised = TellTime(embedded.narrow(1, clean, (long)copies * split.Tokens), input);  // with the time tokens, where there are any
        Tensor x = cat([condition, embedded.narrow(1, 0, clean), noised], 1);

        var context = new AttentionContext(AttentionLayout.GeneralizedCausal(_config.ConditionTokens, split, _config.TimeTokens, copies));
        x = RunBlocks(x, context, _config.Layers, firstOutput: _config.ConditionTokens + clean);
        return _head.call(_config.TimeTokens > 0 ? TimeTokens.Remove(x, input.NoisedSplit) : x).MoveToOuterDisposeScope();
    }

    /// <summary>Starts a cached generation: runs the condition tokens, once for each class.</summary>
    /// <param name="labels">Class indices, int64, shape (N).</param>
    /// <returns>A cache with room for every token of an image; the caller owns it.</returns>
    internal KeyValueCache BeginGeneration(Tensor labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        int capacity = _config.ConditionTokens + _config.TimeTokens + _config.Tokens;
        long[] all = labels.cpu().data<long>().ToArray(), different = [.. all.Distinct()];
        bool isShared = different.Length < all.Length;
        var cache = new KeyValueCache(
            _config.Layers, _config.Heads, _config.HeadDimension, different.Length, isShared ? _config.ConditionTokens : capacity, Device,
            _conditionPositions.dtype);
        try
        {
            AppendToCache(EmbedCondition(tensor(different, device: Device)), cache);
            if (!isShared)
            {
                return cache;
            }
            Tensor sequences = tensor(all.Select(label => (long)Array.IndexOf(different, label)).ToArray(), device: Device);
            KeyValueCache spread = cache.Spread(sequences, capacity);
            cache.Dispose();
            return spread;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Predicts the noise in the tokens of one AR step, given the condition and the finished tokens in the cache, which stays as it is.
    /// </summary>
    /// <param name="noised">Noised patches, shape (N, T, P).</param>
    /// <param name="positions">The raster index of each token, int64, shape (N, T).</param>
    /// <param name="timestep">The training timestep, shared by the batch.</param>
    /// <param name="cache">The condition and the finished tokens.</param>
    /// <returns>Predicted noise in float32, shape (N, T, P); the caller owns it.</returns>
    internal Tensor PredictNoise(Tensor noised, Tensor positions, int timestep, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(noised);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(cache);
        using var scope = NewDisposeScope();
        Tensor time = _timestepEmbedding.call(full([1], (long)timestep, ScalarType.Int64, Device)).unsqueeze(0); // (1, 1, D)
        Tensor x = EmbedTokens(noised, positions);
        x = _config.TimeTokens > 0 ? cat([time.expand(x.shape[0], -1, -1), x], 1) : x + time;
        int count = (int)x.shape[1];
        var context = new AttentionContext(AttentionLayout.Full(count, cache.Length + count), cache) { Keeps = false };
        return _head.call(RunBlocks(x, context, _config.Layers, firstOutput: _config.TimeTokens)).to(ScalarType.Float32)
            .MoveToOuterDisposeScope();
    }

    /// <summary>Runs finished tokens through the network and keeps their keys and values.</summary>
    /// <param name="clean">Finished patches, shape (N, T, P).</param>
    /// <param name="positions">The raster index of each token, int64, shape (N, T).</param>
    /// <param name="cache">The cache to append to.</param>
    internal void AppendFinished(Tensor clean, Tensor positions, KeyValueCache cache)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(cache);
        using var scope = NewDisposeScope();
        AppendToCache(EmbedTokens(clean, positions), cache);
    }

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, int layer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layer, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, _config.Layers);
        using var scope = NewDisposeScope();
        Tensor x = Project(Patches.FromImages(images, _config.PatchSize)) + _positions;
        return RunBlocks(x, new AttentionContext(AttentionLayout.Full(_config.Tokens, _config.Tokens)), layer).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    internal override Denoiser Begin(IReadOnlyList<Condition> conditions, GenerationPlan plan) =>
        new CausalFusionDenoiser(this, _config.Target, ClassesOf(conditions, Device), plan);

    /// <summary>
    /// The training loss (paper, §3 and §5): the images are noised, the noise or the clean patches of every AR step are predicted at once, and the
    /// squared errors weighed. The plain mean of these.
    /// </summary>
    internal override Tensor Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Device device = images.device;
        Tensor patches = Patches.FromImages(images, _config.PatchSize);                                         // (N, L, P), raster order
        long batch = patches.shape[0], tokens = patches.shape[1], values = patches.shape[2], copies = draws.Copies;
        Tensor index = draws.Order.unsqueeze(2).expand(-1, -1, values);
        Tensor clean = patches.gather(1, index);                                                               // (N, L, P), generation order
        Tensor eachCopy = clean.unsqueeze(1).expand(-1, copies, -1, -1).reshape(batch, copies * tokens, values);
        Tensor noise = draws.Noise.view(batch, copies, tokens, values)
            .gather(2, index.unsqueeze(1).expand(-1, copies, -1, -1)).view(batch, copies * tokens, values);
        Tensor noised =
            GaussianDiffusion.AddNoise(Info.Schedule, eachCopy.view(-1, values), noise.view(-1, values), draws.TokenTimesteps()).view_as(noise);
        Tensor timesteps = TrainingTimesteps(draws, device).view(batch, draws.TimestepsPerImage);

        var input = new CausalFusionInput(clean, noised, timesteps, ClassesOf(conditions, device), draws.Order, draws.Split, draws.Copies);
        Tensor predicted = Forward(input).to(ScalarType.Float32);
        Tensor target = _config.Target == PredictionTarget.Clean ? eachCopy : noise;
        Tensor weights = tensor(draws.LossWeights, [1, 1, tokens, 1]).SentTo(device);
        return ((predicted - target).square().view(batch, copies, tokens, values) * weights).mean().MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    internal override void TrimMemory() => _stack.Trim();

    /// <inheritdoc/>
    internal override void EndTraining() => _stack.Abandon();

    /// <inheritdoc/>
    private protected override ImageModel Unfilled() => ToBeFilled(_config, Device);

    /// <summary>
    /// As in the published code: Xavier-uniform linears with zero biases, the class table and the condition positions N(0, 0.02), the output layer
    /// zero.
    /// </summary>
    private static InitialWeight InitialWeightOf(string name) => name switch
    {
        "pos_embed" => InitialWeight.AsBuilt,
        "cond_pos_embed" or "y_embedder.embedding_table.weight" => InitialWeight.Normal,
        _ when name.Contains("norm", StringComparison.Ordinal) || name.StartsWith("final_layer.0", StringComparison.Ordinal) => InitialWeight.AsBuilt,
        _ when name.StartsWith("final_layer.1", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal) => InitialWeight.Zero,
        _ => InitialWeight.XavierUniform,
    };

    private Tensor EmbedCondition(Tensor labels) => _labelEmbedding.call(labels) + _conditionPositions;

    /// <summary>Adds its timestep to each embedded noised token (N, k·L, D), or puts a time token before those of each AR step.</summary>
    private Tensor TellTime(Tensor noised, CausalFusionInput input)
    {
        using var scope = NewDisposeScope();
        ArSplit steps = input.NoisedSplit;
        long batch = input.Timesteps.shape[0], given = input.Timesteps.numel() / batch;
        Tensor time = _timestepEmbedding.call(input.Timesteps.reshape(-1)).view(batch, given, _config.Width);
        bool asTokens = _config.TimeTokens > 0;
        if (given > 1)
        {
            // Timesteps are given for each of the k·S steps, or for each copy of S of them.
            int stepsOfEach = steps.Steps / (int)given;
            IEnumerable<long> ofSteps = Enumerable.Range(0, steps.Steps).Select(step => (long)(step / stepsOfEach));
            IEnumerable<long> index = asTokens ? ofSteps : ofSteps.SelectMany((t, step) => Enumerable.Repeat(t, steps.SizeOf(step)));
            time = time.index_select(1, tensor(index.ToArray()).SentTo(time.device));
        }
        return (asTokens ? TimeTokens.Insert(noised, time.expand(-1, steps.Steps, -1), steps) : noised + time).MoveToOuterDisposeScope();
    }

    private Tensor EmbedTokens(Tensor patches, Tensor order)
    {
        using var scope = NewDisposeScope();
        Tensor positions = _positions.squeeze(0).index_select(0, order.reshape(-1)).view(order.shape[0], order.shape[1], _config.Width);
        return (Project(patches) + positions).MoveToOuterDisposeScope();
    }

    private Tensor Project(Tensor patches) => _tokenProjection.call(patches.to(_positions.dtype));

    private void AppendToCache(Tensor x, KeyValueCache cache)
    {
        int count = (int)x.shape[1];
        // Of the last block's, keys and values alone are needed.
        RunBlocks(x, new AttentionContext(AttentionLayout.Full(count, cache.Length + count), cache), _config.Layers, firstOutput: count);
        cache.Commit(count);
    }

    /// <summary>Runs the first blocks.</summary>
    /// <param name="x">Tokens, (N, T, D).</param>
    /// <param name="context">Who sees whom, and the cache.</param>
    /// <param name="layers">How many blocks.</param>
    /// <param name="firstOutput">The first token whose output is wanted; T where only keys and values are.</param>
    /// <returns>The tokens from that one on, in the caller's dispose scope.</returns>
    private Tensor RunBlocks(Tensor x, AttentionContext context, int layers, int firstOutput = 0)
    {
        using var scope = NewDisposeScope();
        x = x.contiguous();
        if (BlockStack.IsSupported(x, _config.MlpWidth))
        {
            BlockWeights[] weights = [.. _blocks.Take(layers).Select(block => block.Weights)];
            return _stack.Run(x, weights, context, firstOutput, Recomputes).MoveToOuterDisposeScope();
        }
        bool recompute = Recomputes;
        for (int i = 0; i < layers; i++)
        {
            TransformerBlock block = _blocks[i];
            Tensor next = recompute ? CheckpointedBlock.Call(block, inputs => block.call(inputs[0], context), x) : block.call(x, context);
            x.Dispose();
            x = next;
        }
        return x.narrow(1, firstOutput, x.shape[1] - firstOutput).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stack.Dispose();
        }
        base.Dispose(disposing);
    }
}
