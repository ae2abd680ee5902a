using CausalFusion.Attention;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Families.Transfusion;

/// <summary>
/// The Transfusion transformer, the paper's baseline for text and images (§6): text and a noised image in one sequence, in which the tokens of the
/// image see each other, and text behind it sees the noised image. Of its state dict, the names are those of CausalFusion.
/// </summary>
public sealed class TransfusionModel : TokenTransformer
{
    private readonly TransfusionConfig _config;

    /// <param name="config">The shape of the network.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    public TransfusionModel(TransfusionConfig config, ulong seed = 0, Device? device = null) : this(config, (ulong?)seed, device)
    {
    }

    private TransfusionModel(TransfusionConfig config, ulong? seed, Device? device) : base(config, nameof(TransfusionModel))
    {
        _config = config;
        Complete(seed, InitialWeightOf, device);
    }

    /// <summary>Loads a model file.</summary>
    /// <param name="path">A model bundle, or a checkpoint of a training (the averaged weights are taken).</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The network; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file is none of these, is damaged, or of a newer version.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static TransfusionModel Load(string path, Device? device = null) => (TransfusionModel)TransfusionFamily.Instance.Load(path, device);

    /// <summary>A network whose weights mean nothing until they are filled: none are drawn.</summary>
    internal static TransfusionModel ToBeFilled(TransfusionConfig config, Device? device) => new(config, seed: null, device);

    /// <summary>Predicts the noise (or what the configuration's target says) in images, and the text behind them.</summary>
    /// <param name="noised">Noised patches in raster order, (N, L, P).</param>
    /// <param name="timesteps">Training timesteps, one for each image, (N).</param>
    /// <param name="texts">The texts, and where they stand.</param>
    /// <returns>
    /// The prediction, (N, L, P), and the logits of each text token that is predicted, one image's after the other's, (text tokens, V); null where
    /// there are none.
    /// </returns>
    internal (Tensor Noised, Tensor? Logits) Forward(Tensor noised, Tensor timesteps, BatchTexts texts)
    {
        using var scope = NewDisposeScope();
        int tokens = _config.Tokens;
        Tensor image = EmbedForFeatures(noised).Plus(TimeEmbedding.call(timesteps).unsqueeze(1));                  // (N, L, D)
        SampleGroup[] groups = SampleGroup.Of((int)noised.shape[0], texts);
        var rows = new List<Tensor>();
        var sequences = new List<SequenceGroup>();
        foreach (SampleGroup group in groups)
        {
            Tensor? text = group.TextTokens > 0 ? EmbedTexts(group.TextsOf(texts)) : null;                     // (n, T, D)
            Tensor?[] parts = group.IsImageFirst ? [group.Of(image), text] : [text, group.Of(image)];
            rows.Add(cat([.. parts.OfType<Tensor>()], 1).view(-1, _config.Width));
            var context = new AttentionContext(AttentionLayout.OfText(group.TextBefore, tokens, group.TextBehind));
            sequences.Add(new SequenceGroup(group.Count, context, group.TextBefore));
        }
        var pass = new SequencePass([.. sequences]);
        Tensor[] outputs = [.. pass.Parts(RunBlocks(rows is [Tensor only] ? only : cat(rows, 0), pass, _config.Layers))];
        Tensor predicted = Head.call(SampleGroup.Joined(groups, outputs.Select(part => part.narrow(1, 0, tokens))));
        Tensor? behind = SampleGroup.JoinedTexts(groups, outputs.Select(part => part.narrow(1, tokens, part.shape[1] - tokens)));
        return (predicted.MoveToOuterDisposeScope(), behind is null ? null : Logits(behind).MoveToOuterDisposeScope());
    }

    /// <summary>The training loss: the squared error of the prediction, and the cross-entropy of the text behind images.</summary>
    internal override LossParts Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws) =>
        Loss(images, TextsOf(conditions, draws)!, draws);

    /// <summary>The same of texts.</summary>
    /// <param name="images">Images in [−1, 1], or latents, (N, C, H, W).</param>
    /// <param name="texts">The texts.</param>
    /// <param name="draws">What was drawn.</param>
    internal LossParts Loss(Tensor images, BatchTexts texts, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Tensor clean = Patches.FromImages(images, _config.PatchSize);                                          // (N, L, P)
        Tensor noised = GaussianDiffusion.AddNoise(Info.Schedule, clean, draws.Noise, draws.Timesteps);
        (Tensor predicted, Tensor? logits) = Forward(noised, TrainingTimesteps(draws, images.device), texts);
        Tensor errors = PredictionLoss.SquaredErrors(
            predicted.to(ScalarType.Float32), clean, draws.Noise, _config.Target, draws.LossTarget, Info.Schedule, draws.Timesteps);
        return WithTextLoss(errors.mean(), logits, texts, draws);
    }

    /// <inheritdoc/>
    private protected override ImageModel Unfilled() => ToBeFilled(_config, Device);

    /// <summary>An image of a context is one without noise: of the first timestep.</summary>
    private protected override Tensor EmbedContextImage(Tensor patches)
    {
        using var scope = NewDisposeScope();
        return EmbedForFeatures(patches).Plus(EmbedTime(0)).MoveToOuterDisposeScope();
    }
}
