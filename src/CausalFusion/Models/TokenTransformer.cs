using CausalFusion.Attention;
using CausalFusion.Blocks;
using CausalFusion.Conditions;
using CausalFusion.Kernels;
using CausalFusion.Native;
using CausalFusion.Threading;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>
/// A decoder-only transformer over one sequence of image tokens and of what they are to be of: classes or text. What CausalFusion and Transfusion
/// have in common: the embeddings, the blocks, the heads, and how images and texts are generated with a key/value cache.
/// </summary>
public abstract class TokenTransformer : ImageModel
{
    private readonly TokenTransformerConfig _config;

    [ComponentName(Name = "pos_embed")]
    private protected readonly Parameter Positions;

    [ComponentName(Name = "x_proj")]
    private protected readonly LinearLayer TokenProjection;

    [ComponentName(Name = "t_embedder")]
    private protected readonly TimestepEmbedding TimeEmbedding;

    [ComponentName(Name = "blocks")]
    private protected readonly ModuleList<TransformerBlock> Blocks;

    [ComponentName(Name = "final_layer")]
    private protected readonly OutputHead Head;

    [ComponentName(Name = "text_embed")]
    private protected readonly EmbeddingTable? TextEmbedding;

    [ComponentName(Name = "text_pos_embed")]
    private protected readonly Parameter? TextPositions;

    [ComponentName(Name = "text_head")]
    private protected readonly OutputHead? TextHead;

    // How much longer a generation may take by what one thread does alone in it.
    private const double MostAlone = 0.2;

    private readonly BlockStack _stack;

    /// <param name="config">The shape of the network.</param>
    /// <param name="name">Its name as a module.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    private protected TokenTransformer(TokenTransformerConfig config, string name) : base(config, name)
    {
        _config = config;
        using var scope = NewDisposeScope();
        Positions = new Parameter(PositionEmbedding.SinCos2D(config.Width, config.Grid).unsqueeze(0), config.LearnedPositions); // (1, L, D)
        TokenProjection = new LinearLayer(config.PatchDimension, config.Width);
        TimeEmbedding = new TimestepEmbedding(config.Width);
        Blocks = nn.ModuleList([.. Enumerable.Range(0, config.Layers).Select(layer => new TransformerBlock(layer, config))]);
        Head = new OutputHead(config.Width, config.PatchDimension);
        if (config.Text is { } text)
        {
            TextEmbedding = new EmbeddingTable(text.Vocabulary, config.Width);
            TextPositions = new Parameter(zeros([1, text.Places, config.Width])); // (1, M + 2, D)
            TextHead = new OutputHead(config.Width, text.Vocabulary, hasBias: false);
        }
        _stack = new BlockStack(config.Heads, GeneralizedCausalAttention.Epsilon);
        // They are registered by the family's constructor, after this scope has ended.
        nn.Module?[] parts = [TokenProjection, TimeEmbedding, .. Blocks, Head, TextEmbedding, TextHead];
        foreach (Parameter? weight in parts.SelectMany(part => part?.parameters() ?? []).Append(Positions).Append(TextPositions))
        {
            weight?.DetachFromDisposeScope();
        }
    }

    /// <inheritdoc/>
    public override Device Device => Positions.device;

    /// <summary>The number type that it computes in.</summary>
    internal ScalarType ComputeType => Positions.dtype;

    /// <inheritdoc/>
    public override Tensor Features(Tensor images, int layer) => Features(images, layer, holdsWeights: false);

    /// <inheritdoc/>
    internal override Tensor FeaturesOfHeld(Tensor images, int layer) => Features(images, layer, holdsWeights: true);

    private Tensor Features(Tensor images, int layer, bool holdsWeights)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(layer, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(layer, _config.Layers);
        using var scope = NewDisposeScope();
        Tensor x = EmbedForFeatures(Patches.FromImages(images, _config.PatchSize));
        var group = new SequenceGroup((int)x.shape[0], new AttentionContext(AttentionLayout.Full(_config.Tokens, _config.Tokens)));
        var pass = new SequencePass(group) { HoldsWeights = holdsWeights };
        return RunBlocks(x.view(-1, _config.Width), pass, layer).view_as(x).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    internal override Denoiser Begin(IReadOnlyList<Condition> conditions, GenerationPlan plan)
    {
        using var scope = NewDisposeScope();
        IDisposable hold = HoldWeights();
        try
        {
            IReadOnlyList<ContextSegment>[] given = [.. conditions.Select((condition, i) => ContextOf(plan.ContextOf(i), condition))];
            IReadOnlyList<ContextSegment>[] negative = plan.IsGuided ? [.. conditions.Select(_ => ContextOf(null, plan.Negative))] : [];
            return new CachedDenoiser(this, _config.Target, BeginContexts([.. given, .. negative], conditions.Count), plan, hold);
        }
        catch
        {
            hold.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    internal override CaptionWriter BeginTexts(Tensor images, IReadOnlyList<int[]> beginnings)
    {
        _ = TextHead ?? throw new NotSupportedException($"A network of kind '{Config.Kind}' that takes classes writes no text.");
        return new CachedCaptionWriter(this, _config, images, beginnings);
    }

    /// <summary>Starts a cached generation: runs each different context once.</summary>
    /// <param name="contexts">What each sequence begins with.</param>
    /// <param name="first">The number of sequences at the beginning that can be run without the others.</param>
    /// <returns>Caches with room for every token of an image; the caller owns them.</returns>
    internal ContextCaches BeginContexts(IReadOnlyList<IReadOnlyList<ContextSegment>> contexts, int first) =>
        ContextCaches.Begin(contexts, first, RunContexts, _config.Tokens + ExtraTokens);

    /// <summary>Predicts what is in the tokens of one AR step, given what is in the caches, which stay as they are.</summary>
    /// <param name="noised">Noised patches, shape (M, T, P): of the sequences, or of as many as these are a multiple of.</param>
    /// <param name="positions">The raster index of each token, int64, shape (M, T).</param>
    /// <param name="timestep">The training timestep, shared by the batch.</param>
    /// <param name="caches">The context and the finished tokens.</param>
    /// <param name="onlyFirst">Whether the first sequences alone are predicted for.</param>
    /// <returns>The prediction for each sequence in float32, shape (N, T, P); the caller owns it.</returns>
    internal Tensor Predict(Tensor noised, Tensor positions, int timestep, ContextCaches caches, bool onlyFirst = false)
    {
        ArgumentNullException.ThrowIfNull(noised);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(caches);
        using var scope = NewDisposeScope();
        Tensor x = TellTime(EmbedTokens(noised, positions), EmbedTime(timestep));
        int tokens = (int)x.shape[1], wanted = (int)noised.shape[1];
        SequencePass pass = caches.Pass(tokens, tokens - wanted, keeps: false, onlyFirst);
        Tensor rows = Head.call(RunBlocks(caches.ToRows(x, onlyFirst), pass, _config.Layers)).to(ScalarType.Float32);
        return caches.FromRows(rows, wanted, onlyFirst).MoveToOuterDisposeScope();
    }

    /// <summary>Runs finished tokens through the network and keeps their keys and values.</summary>
    /// <param name="clean">Finished patches, shape (M, T, P): of the sequences, or of as many as these are a multiple of.</param>
    /// <param name="positions">The raster index of each token, int64, shape (M, T).</param>
    /// <param name="caches">The caches to append to.</param>
    internal void AppendFinished(Tensor clean, Tensor positions, ContextCaches caches)
    {
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(positions);
        ArgumentNullException.ThrowIfNull(caches);
        using var scope = NewDisposeScope();
        Tensor x = EmbedClean(clean, positions);
        int tokens = (int)x.shape[1];
        // Of the last block's, keys and values alone are needed.
        RunBlocks(caches.ToRows(x), caches.Pass(tokens, firstOutput: tokens, keeps: true), _config.Layers);
        caches.Commit(tokens);
    }

    /// <summary>Runs a part of a context behind what is cached, and keeps its keys and values.</summary>
    /// <param name="x">Embedded tokens, (N, T, D).</param>
    /// <param name="layout">Who sees whom.</param>
    /// <param name="cache">The cache to append to.</param>
    /// <param name="firstOutput">The first token whose output is wanted; T, the default, where none is.</param>
    /// <returns>Those tokens, (N, outputs, D), in the caller's dispose scope.</returns>
    internal Tensor Append(Tensor x, AttentionLayout layout, KeyValueCache cache, int? firstOutput = null)
    {
        int sequences = (int)x.shape[0], tokens = (int)x.shape[1];
        var group = new SequenceGroup(sequences, new AttentionContext(layout, cache), firstOutput ?? tokens);
        using var scope = NewDisposeScope();
        Tensor rows = RunBlocks(x.reshape(-1, x.shape[2]), new SequencePass(group) { HoldsWeights = true }, _config.Layers);
        cache.Commit(tokens);
        return rows.view(sequences, group.Outputs, x.shape[2]).MoveToOuterDisposeScope();
    }

    /// <summary>Appends images to a context.</summary>
    /// <param name="patches">Patches in raster order, (N, L, P).</param>
    /// <param name="cache">The cache to append to.</param>
    internal void AppendImages(Tensor patches, KeyValueCache cache)
    {
        using var scope = NewDisposeScope();
        Tensor x = EmbedContextImage(patches);
        Append(x, AttentionLayout.Full((int)x.shape[1], cache.Length + (int)x.shape[1]), cache);
    }

    /// <summary>Texts as embedded tokens.</summary>
    /// <param name="tokens">The tokens of N texts of one length T.</param>
    /// <param name="firstPlace">The place of the first of them in its text.</param>
    /// <returns>(N, T, D), in the caller's dispose scope.</returns>
    internal Tensor EmbedTexts(IReadOnlyList<int[]> tokens, int firstPlace = 0)
    {
        using var scope = NewDisposeScope();
        int length = tokens[0].Length;
        Tensor ids = tensor(tokens.SelectMany(text => text).Select(id => (long)id).ToArray()).SentTo(Device);
        Tensor places = TextPositions!.narrow(1, firstPlace, length); // (1, T, D)
        return TextEmbedding!.call(ids).view(tokens.Count, length, _config.Width).Plus(places).MoveToOuterDisposeScope();
    }

    /// <summary>The logits of the tokens that come next.</summary>
    /// <param name="x">Text tokens behind the blocks, (…, D).</param>
    /// <returns>Float32, (…, V), in the caller's dispose scope.</returns>
    internal Tensor Logits(Tensor x)
    {
        using var scope = NewDisposeScope();
        return TextHead!.call(x).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    internal override void TrimMemory() => _stack.Trim();

    /// <inheritdoc/>
    internal override IDisposable HoldWeights() => _stack.HoldWeights();

    /// <inheritdoc/>
    internal override bool ComputesOnLanes
    {
        get
        {
            // Weights that a token is multiplied with before and behind the blocks, by one thread alone, and in the blocks, which all share.
            double outside = 2.0 * _config.PatchDimension * _config.Width;
            double inside = StackShape.Weights(_config.Width, _config.MlpWidth, _config.Layers);
            return BlockStack.IsSupported(Positions, _config.MlpWidth) && outside * ThreadBudget.Threads < MostAlone * inside;
        }
    }

    /// <inheritdoc/>
    internal override bool IsSameOnOneThread => InferencePass.IsSameOnOneThread([.. Blocks.Select(block => block.Weights)]);

    /// <inheritdoc/>
    internal override void EndTraining() => _stack.Abandon();

    /// <inheritdoc/>
    internal override int TextTargets(IReadOnlyList<Condition> conditions, TrainingDraws draws) => _config.Text is null
        ? 0
        : conditions.Where((condition, n) => draws.Dropped[n] && condition.Text is not null)
            .Sum(condition => Texts.OfCaption(condition.Text!).Length - 1);

    /// <summary>The texts of a training batch; null where the network takes classes.</summary>
    /// <param name="conditions">What each image is of.</param>
    /// <param name="draws">Which images stand before their texts.</param>
    private protected BatchTexts? TextsOf(IReadOnlyList<Condition> conditions, TrainingDraws draws) => _config.Text is null
        ? null
        : new BatchTexts([.. conditions.Select(condition => condition.Text is { } text ? Texts.OfCaption(text) : [])], draws.Dropped);

    /// <summary>Adds the loss of texts behind images: the mean cross-entropy of their tokens, weighed.</summary>
    /// <param name="loss">The loss of the images.</param>
    /// <param name="logits">The logits of each token, (text tokens, V); null where there are none.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="draws">The weight, and over how many tokens the mean is.</param>
    /// <returns>Both, in the outer dispose scope.</returns>
    private protected static LossParts WithTextLoss(Tensor loss, Tensor? logits, BatchTexts? texts, TrainingDraws draws)
    {
        if (logits is null)
        {
            return new LossParts(loss.MoveToOuterDisposeScope());
        }
        Tensor targets = tensor(texts!.Targets().Select(id => (long)id).ToArray()).SentTo(logits.device);
        Tensor sum = nn.functional.cross_entropy(logits, targets, reduction: nn.Reduction.Sum);
        Tensor total = loss.Plus(sum * Kept(draws.TextLossWeight / (draws.TextTargets ?? targets.shape[0])));
        Tensor mean = sum.detach() / Kept(targets.shape[0]);
        return new LossParts(total.MoveToOuterDisposeScope(), mean.MoveToOuterDisposeScope(), (int)targets.shape[0]);
    }

    /// <summary>Tokens that pass with the noised ones of an AR step, such as a time token.</summary>
    private protected virtual int ExtraTokens => 0;

    /// <summary>How parameters begin that both families have, by their name; null for others.</summary>
    private protected static InitialWeight InitialWeightOf(string name) => name switch
    {
        "pos_embed" => InitialWeight.AsBuilt,
        "text_embed.weight" or "text_pos_embed" or "text_head.1.weight" => InitialWeight.Normal,
        _ when name.Contains("norm", StringComparison.Ordinal) || name.StartsWith("final_layer.0", StringComparison.Ordinal)
            || name.StartsWith("text_head.0", StringComparison.Ordinal) => InitialWeight.AsBuilt,
        _ when name.StartsWith("final_layer.1", StringComparison.Ordinal) || name.EndsWith(".bias", StringComparison.Ordinal) => InitialWeight.Zero,
        _ => InitialWeight.XavierUniform,
    };

    /// <summary>A class as embedded tokens, (N, K, D).</summary>
    private protected virtual Tensor EmbedClasses(IReadOnlyList<int> classes) =>
        throw new NotSupportedException($"A network of kind '{Config.Kind}' takes no classes.");

    /// <summary>The part of a context that a condition is; the null class where it is none and the network takes classes.</summary>
    private IReadOnlyList<ContextSegment> ContextOf(IReadOnlyList<ContextSegment>? before, Condition condition)
    {
        before ??= [];
        return _config.Text is null ? [.. before, new ContextSegment(Class: condition.Class ?? _config.NullClass)]
            : condition.Text is { } text ? [.. before, new ContextSegment(Text: Texts.OfPrompt(text))]
            : before;
    }

    /// <summary>Adds the embedded timestep (1, 1, D) to noised tokens (N, T, D), or puts it before them.</summary>
    private protected virtual Tensor TellTime(Tensor noised, Tensor time) => noised.Plus(time);

    /// <summary>Finished tokens of an image, embedded: (N, T, D).</summary>
    private protected virtual Tensor EmbedClean(Tensor patches, Tensor order) => EmbedTokens(patches, order);

    /// <summary>An image of a context, embedded: (N, L, D).</summary>
    private protected virtual Tensor EmbedContextImage(Tensor patches) => EmbedForFeatures(patches);

    /// <summary>All tokens of an image in raster order, without a timestep: (N, L, D).</summary>
    private protected Tensor EmbedForFeatures(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return Project(patches).Plus(Positions).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens and their positions, (N, T, D).</summary>
    private protected Tensor EmbedTokens(Tensor patches, Tensor order)
    {
        using var scope = NewDisposeScope();
        Tensor positions = Positions.squeeze(0).index_select(0, order.reshape(-1)).view(order.shape[0], order.shape[1], _config.Width);
        return Project(patches).Plus(positions).MoveToOuterDisposeScope();
    }

    /// <summary>A timestep, (1, 1, D).</summary>
    private protected Tensor EmbedTime(int timestep)
    {
        using var scope = NewDisposeScope();
        return TimeEmbedding.call(full([1], Kept((long)timestep), ScalarType.Int64, Device)).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Runs the first blocks.</summary>
    /// <param name="x">Tokens, (R, D).</param>
    /// <param name="pass">The sequences that the rows are.</param>
    /// <param name="layers">How many blocks.</param>
    /// <returns>The tokens whose output is wanted, group by group, (R', D), in the caller's dispose scope.</returns>
    private protected Tensor RunBlocks(Tensor x, SequencePass pass, int layers)
    {
        using var scope = NewDisposeScope();
        x = x.contiguous();
        if (BlockStack.IsSupported(x, _config.MlpWidth))
        {
            BlockWeights[] weights = [.. Blocks.Take(layers).Select(block => block.Weights)];
            return _stack.Run(x, weights, pass, Recomputes).MoveToOuterDisposeScope();
        }
        bool recompute = Recomputes;
        for (int i = 0; i < layers; i++)
        {
            TransformerBlock block = Blocks[i];
            Tensor next = recompute ? CheckpointedBlock.Call(block, inputs => block.call(inputs[0], pass), x) : block.call(x, pass);
            x.Dispose();
            x = next;
        }
        if (pass.OutputRows == pass.Rows)
        {
            return x.MoveToOuterDisposeScope();
        }
        Tensor[] wanted = [.. pass.Wanted(x).Select(part => part.reshape(-1, x.shape[1]))];
        return cat(wanted, 0).MoveToOuterDisposeScope();
    }

    private Tensor Project(Tensor patches) => TokenProjection.call(patches.to(ComputeType));

    /// <summary>Runs contexts of one form, segment by segment.</summary>
    private KeyValueCache RunContexts(IReadOnlyList<ContextSegment>[] contexts, int? room)
    {
        int length = contexts[0].Sum(LengthOf);
        var cache = new KeyValueCache(
            _config.Layers, _config.Heads, _config.HeadDimension, contexts.Length, Math.Max(1, length + (room ?? 0)), Device, ComputeType);
        try
        {
            for (int i = 0; i < contexts[0].Count; i++)
            {
                using var scope = NewDisposeScope();
                ContextSegment[] segments = [.. contexts.Select(context => context[i])];
                int tokens = LengthOf(segments[0]);
                if (segments[0].Text is not null)
                {
                    Append(EmbedTexts([.. segments.Select(segment => segment.Text!)]), AttentionLayout.Causal(tokens, cache.Length), cache);
                }
                else if (segments[0].Image is not null)
                {
                    AppendImages(stack(segments.Select(segment => segment.Image!)), cache);
                }
                else
                {
                    Tensor classes = EmbedClasses([.. segments.Select(segment => segment.Class!.Value)]);
                    Append(classes, AttentionLayout.Full(tokens, cache.Length + tokens), cache);
                }
            }
            return cache;
        }
        catch
        {
            cache.Dispose();
            throw;
        }
    }

    private protected virtual int ClassTokensInContext => 0;

    private int LengthOf(ContextSegment segment) =>
        segment.Text?.Length ?? (segment.Class is null ? _config.Tokens : ClassTokensInContext);

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
