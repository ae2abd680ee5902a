using CausalFusion.Attention;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>
/// The CausalFusion transformer (paper §3, Figure 3): a decoder over condition tokens, clean tokens of finished AR steps and noised tokens of the
/// step being denoised, which predicts the noise, or what its configuration says, in the latter. Its state dict has the names of the published
/// checkpoints.
/// </summary>
public sealed class CausalFusionModel : TokenTransformer
{
    private readonly CausalFusionConfig _config;

    [ComponentName(Name = "cond_pos_embed")]
    private readonly Parameter? _conditionPositions;

    [ComponentName(Name = "y_embedder")]
    private readonly LabelEmbedding? _labelEmbedding;

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
        if (config.Text is null)
        {
            _conditionPositions = new Parameter(zeros([1, config.ConditionTokens, config.Width])); // (1, K, D)
            _labelEmbedding = new LabelEmbedding(config.Classes, config.ClassTokens, config.ClassTokenRepeats, config.Width);
        }
        Complete(seed, InitialWeightOf, device);
    }

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

    /// <summary>
    /// Predicts the noise (or what the configuration's target says) in the noised tokens of training sequences, and the text that
    /// stands behind images.
    /// </summary>
    /// <param name="input">The sequences.</param>
    /// <returns>
    /// The prediction for each noised token in generation order, shape (N, k·L, P), and the logits of each text token that is predicted, one image's
    /// after the other's, shape (text tokens, V); null where there are none.
    /// </returns>
    /// <exception cref="ArgumentException">A tensor's shape does not fit the split and the number of copies.</exception>
    internal (Tensor Noised, Tensor? Logits) Forward(CausalFusionInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        input.Validate(_config);
        using var scope = NewDisposeScope();
        ArSplit split = input.Split;
        SampleGroup[] groups = SampleGroup.Of((int)input.Clean.shape[0], input.Texts);
        int clean = groups.Max(group => CleanTokens(group, split)), copies = input.Copies;

        Tensor patches = cat([input.Clean.narrow(1, 0, clean), input.Noised], 1);                 // (N, C + k·L, P)
        Tensor order = cat([input.Order.narrow(1, 0, clean), .. Enumerable.Repeat(input.Order, copies)], 1);
        Tensor embedded = EmbedTokens(patches, order);                                            // (N, C + k·L, D)
        Tensor noised = TellTime(embedded.narrow(1, clean, (long)copies * split.Tokens), input);  // with the time tokens, where there are any
        Tensor? condition = _config.Text is null ? EmbedCondition(input.Labels) : null;           // (N, K, D)

        var rows = new List<Tensor>();
        var sequences = new List<SequenceGroup>();
        foreach (SampleGroup group in groups)
        {
            Tensor? text = group.TextTokens > 0 ? EmbedTexts(group.TextsOf(input.Texts!)) : null;        // (n, T, D)
            Tensor seen = group.Of(embedded).narrow(1, 0, CleanTokens(group, split));
            Tensor?[] parts = group.IsImageFirst
                ? [seen, text, group.Of(noised)]
                : [condition is null ? null : group.Of(condition), text, seen, group.Of(noised)];
            rows.Add(cat([.. parts.OfType<Tensor>()], 1).view(-1, _config.Width));
            AttentionLayout layout = AttentionLayout.GeneralizedCausal(
                _config.ConditionTokens, split, _config.TimeTokens, copies, group.TextBefore, group.TextBehind);
            int firstOutput = layout.Queries - (int)noised.shape[1] - group.TextBehind;
            sequences.Add(new SequenceGroup(group.Count, new AttentionContext(layout), firstOutput));
        }
        var pass = new SequencePass([.. sequences]);
        Tensor outputs = RunBlocks(rows is [Tensor only] ? only : cat(rows, 0), pass, _config.Layers);
        Tensor x = SampleGroup.Joined(groups, pass.Parts(outputs).Select(part => part.narrow(1, part.shape[1] - noised.shape[1], noised.shape[1])));
        Tensor predicted = Head.call(_config.TimeTokens > 0 ? TimeTokens.Remove(x, input.NoisedSplit) : x);
        Tensor? logits = SampleGroup.JoinedTexts(groups, pass.Parts(outputs)) is { } texts ? Logits(texts).MoveToOuterDisposeScope() : null;
        return (predicted.MoveToOuterDisposeScope(), logits);
    }

    /// <summary>
    /// The training loss (paper, §3 and §5): the images are noised, the noise (or another target) of every AR step is predicted at once, and the
    /// squared errors weighed. The plain mean of these.
    /// </summary>
    internal override LossParts Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws) =>
        Loss(images, ClassesOf(conditions, images.device), TextsOf(conditions, draws), draws);

    /// <summary>The same of labels and texts.</summary>
    /// <param name="images">Images in [−1, 1], or latents, (N, C, H, W).</param>
    /// <param name="labels">Class indices, int64, (N); not read where there are texts.</param>
    /// <param name="texts">The texts; null where the network takes classes.</param>
    /// <param name="draws">What was drawn.</param>
    internal LossParts Loss(Tensor images, Tensor labels, BatchTexts? texts, TrainingDraws draws)
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
        int[] tokenTimesteps = draws.TokenTimesteps();
        Tensor noised =
            GaussianDiffusion.AddNoise(Info.Schedule, eachCopy.view(-1, values), noise.view(-1, values), tokenTimesteps).view_as(noise);
        Tensor timesteps = TrainingTimesteps(draws, device).view(batch, draws.TimestepsPerImage);

        var input = new CausalFusionInput(clean, noised, timesteps, labels, draws.Order, draws.Split, draws.Copies)
        {
            Texts = texts,
        };
        (Tensor predicted, Tensor? logits) = Forward(input);
        Tensor errors = PredictionLoss.SquaredErrors(
            predicted.to(ScalarType.Float32).view(-1, values), eachCopy.view(-1, values), noise.view(-1, values), _config.Target, draws.LossTarget,
            Info.Schedule, tokenTimesteps);
        Tensor weights = tensor(draws.LossWeights, [1, 1, tokens, 1]).SentTo(device);
        Tensor loss = (errors.view(batch, copies, tokens, values) * weights).mean();
        return WithTextLoss(loss, logits, texts, draws);
    }

    /// <inheritdoc/>
    private protected override ImageModel Unfilled() => ToBeFilled(_config, Device);

    /// <inheritdoc/>
    private protected override int ExtraTokens => _config.TimeTokens;

    /// <inheritdoc/>
    private protected override int ClassTokensInContext => _config.ConditionTokens;

    /// <inheritdoc/>
    private protected override Tensor EmbedClasses(IReadOnlyList<int> classes)
    {
        using var scope = NewDisposeScope();
        return EmbedCondition(tensor(classes.Select(index => (long)index).ToArray(), device: Device)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    private protected override Tensor TellTime(Tensor noised, Tensor time) =>
        _config.TimeTokens > 0 ? cat([time.expand(noised.shape[0], -1, -1), noised], 1) : noised.Plus(time);

    /// <summary>
    /// As in the published code: Xavier-uniform linears with zero biases, the class table and the condition positions N(0, 0.02), the output layer
    /// zero.
    /// </summary>
    private static new InitialWeight InitialWeightOf(string name) => name is "cond_pos_embed" or "y_embedder.embedding_table.weight"
        ? InitialWeight.Normal
        : TokenTransformer.InitialWeightOf(name);

    private Tensor EmbedCondition(Tensor labels) => _labelEmbedding!.call(labels).Plus(_conditionPositions!);

    /// <summary>The clean tokens of a sequence: those of the last step are context of nothing but a text behind the image.</summary>
    private static int CleanTokens(SampleGroup group, ArSplit split) => group.IsImageFirst ? split.Tokens : split.Offsets[split.Steps - 1];

    /// <summary>Adds its timestep to each embedded noised token (N, k·L, D), or puts a time token before those of each AR step.</summary>
    private Tensor TellTime(Tensor noised, CausalFusionInput input)
    {
        using var scope = NewDisposeScope();
        ArSplit steps = input.NoisedSplit;
        long batch = input.Timesteps.shape[0], given = input.Timesteps.numel() / batch;
        Tensor time = TimeEmbedding.call(input.Timesteps.reshape(-1)).view(batch, given, _config.Width);
        bool asTokens = _config.TimeTokens > 0;
        if (given > 1)
        {
            // Timesteps are given for each of the k·S steps, or for each copy of S of them.
            int stepsOfEach = steps.Steps / (int)given;
            IEnumerable<long> ofSteps = Enumerable.Range(0, steps.Steps).Select(step => (long)(step / stepsOfEach));
            IEnumerable<long> index = asTokens ? ofSteps : ofSteps.SelectMany((t, step) => Enumerable.Repeat(t, steps.SizeOf(step)));
            time = time.index_select(1, tensor(index.ToArray()).SentTo(time.device));
        }
        return (asTokens ? TimeTokens.Insert(noised, time.expand(-1, steps.Steps, -1), steps) : noised.Plus(time)).MoveToOuterDisposeScope();
    }
}
