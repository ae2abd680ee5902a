using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Native;
using CausalFusion.Text;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Models;

/// <summary>A network that denoises images, of whichever family: what training, generation and saving need of it.</summary>
public abstract class ImageModel : nn.Module
{
    private ModelInfo _info = new();
    private TextCodec? _texts;

    /// <param name="config">The shape of the network.</param>
    /// <param name="name">Its name as a module.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    private protected ImageModel(ImageModelConfig config, string name) : base(TorchLibrary.LoadedFor(name))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
    }

    /// <summary>The shape of the network, a record of its family.</summary>
    public ImageModelConfig Config { get; }

    /// <summary>How it was trained, and what its classes are called: what is saved with its weights.</summary>
    /// <exception cref="ArgumentException">
    /// There are names, but not one for each class, or a vocabulary that is not of as many tokens as the network's text.
    /// </exception>
    public ModelInfo Info
    {
        get => _info;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            RequireNames(value.ClassNames);
            if (value.Vocabulary is { } vocabulary && vocabulary.Size != Config.Text?.Vocabulary)
            {
                throw new ArgumentException(Config.Text is null
                    ? $"expected no vocabulary for a network that reads no text, found one of {vocabulary}."
                    : $"expected a vocabulary of {Config.Text.Vocabulary} ids, as the network's text has {Config.Text.Vocabulary} tokens, "
                        + $"found one of {vocabulary.Size}: {vocabulary}.");
            }
            if (value.Vocabulary != _info.Vocabulary)
            {
                _texts = null;
            }
            _info = value;
        }
    }

    /// <summary>
    /// Whether training recomputes each block in the backward pass instead of keeping its activations: about a third more computation, and memory for
    /// one block's activations and every block's input instead of every block's activations. Default false.
    /// </summary>
    public bool GradientCheckpointing { get; set; }

    /// <summary>Where the weights are.</summary>
    public abstract Device Device { get; }

    /// <summary>Its texts as tokens.</summary>
    /// <exception cref="InvalidOperationException">It reads text, but has no vocabulary, or it reads none.</exception>
    internal TextCodec Texts
    {
        get
        {
            TextShape shape =
                Config.Text ?? throw new InvalidOperationException($"A network of kind '{Config.Kind}' that takes classes reads no text.");
            Vocabulary vocabulary = Info.Vocabulary ?? throw new InvalidOperationException(
                "The network reads text, but it is not known by which vocabulary: Info.Vocabulary is null.");
            return _texts ??= new TextCodec(new BytePairTokenizer(vocabulary), shape);
        }
    }

    /// <summary>Whether its blocks are to be recomputed in the backward pass that is being recorded.</summary>
    private protected bool Recomputes => GradientCheckpointing && is_grad_enabled();

    /// <summary>Saves the network as a model bundle, completely or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    public void Save(string path) => Save(path, Info);

    /// <summary>Writes the network as a model bundle to a stream, front to back, from its position.</summary>
    /// <param name="stream">A stream that can be written; it is not closed.</param>
    public void Save(Stream stream) => Save(stream, Info);

    /// <summary>The features of clean images: no time, no condition; every token sees every token (paper, App. C).</summary>
    /// <remarks>On the CPU the network keeps the memory of a batch for the next one, until it is disposed or has generated images.</remarks>
    /// <param name="images">Images as the network was trained with (pixels in [−1, 1], or latents), shape (N, C, H, W).</param>
    /// <param name="layer">How many blocks to run, 1 to the number of layers.</param>
    /// <returns>Token features in raster order, shape (N, L, D); the caller owns them.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such layer.</exception>
    /// <exception cref="NotSupportedException">The network gives none (<see cref="ModelCapabilities.HasFeatures"/>).</exception>
    public virtual Tensor Features(Tensor images, int layer) =>
        throw new NotSupportedException($"A network of kind '{Config.Kind}' gives no features of clean images.");

    /// <summary>The same, of many batches during which the caller <see cref="HoldWeights">holds the weights</see>.</summary>
    internal virtual Tensor FeaturesOfHeld(Tensor images, int layer) => Features(images, layer);

    /// <summary>Saves the network with other information than its own.</summary>
    internal void Save(string path, ModelInfo info) => ModelBundle.Save(path, this, Config.Kind, Config.ToJson(), info.ToEntries());

    /// <summary>Writes the network as a model bundle to a stream that says other things of it than <see cref="Info"/>.</summary>
    internal void Save(Stream stream, ModelInfo info) => ModelBundle.Save(stream, this, Config.Kind, Config.ToJson(), info.ToEntries());

    /// <summary>
    /// Says that the weights do not change until what it gives is disposed, so that passes without gradients can share what they make of them.
    /// </summary>
    internal virtual IDisposable? HoldWeights() => null;

    /// <summary>Whether so much of a pass without gradients is computed on <see cref="ComputeLanes"/> that one thread can do the rest.</summary>
    internal virtual bool ComputesOnLanes => false;

    /// <summary>
    /// Whether, where the network <see cref="ComputesOnLanes"/>, passes of a generation give the same to the last bit on one thread as on all.
    /// </summary>
    internal virtual bool IsSameOnOneThread => false;

    /// <summary>Frees memory that passes through the network keep for one another: for the end of a training or of a batch of images.</summary>
    internal virtual void TrimMemory()
    {
    }

    /// <summary>Frees also what losses hold that were not run back: for the end of a training, which may have failed.</summary>
    internal virtual void EndTraining()
    {
    }

    /// <summary>Another network of this shape and information on the same device, whose weights mean nothing until they are filled.</summary>
    /// <returns>The network; the caller owns it.</returns>
    internal ImageModel Sibling()
    {
        ImageModel sibling = Unfilled();
        sibling.Info = Info;
        sibling._texts = _texts;
        sibling.GradientCheckpointing = GradientCheckpointing;
        return sibling;
    }

    /// <summary>Another network of this shape on the same device, whose weights mean nothing.</summary>
    private protected abstract ImageModel Unfilled();

    /// <summary>Ends the construction of a network whose modules are made: registers them, draws weights, and owns them.</summary>
    /// <param name="seed">Seed of the initial weights; null leaves them to be filled.</param>
    /// <param name="rule">How each parameter begins, by its name in the state dict.</param>
    /// <param name="device">Where to put the network.</param>
    private protected void Complete(ulong? seed, Func<string, InitialWeight> rule, Device? device)
    {
        using var scope = NewDisposeScope();
        RegisterComponents();
        if (seed is { } drawn)
        {
            WeightInitializer.Initialize(this, drawn, rule);
        }
        this.OwnWeights(device);
    }

    /// <summary>Begins to denoise a batch.</summary>
    /// <param name="conditions">What each of its N images is of.</param>
    /// <param name="plan">How; it is guided or not, and has the schedule that predictions are for.</param>
    /// <returns>The network at work on it; the caller disposes it.</returns>
    internal abstract Denoiser Begin(IReadOnlyList<Condition> conditions, GenerationPlan plan);

    /// <summary>The loss of a training batch.</summary>
    /// <param name="images">Images in [−1, 1], or latents, (N, C, H, W).</param>
    /// <param name="conditions">What each of the N images is of; none where that is dropped.</param>
    /// <param name="draws">What was drawn for them.</param>
    /// <returns>The loss, in the caller's dispose scope.</returns>
    internal abstract LossParts Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws);

    /// <summary>Begins to write texts.</summary>
    /// <param name="images">What each text is to describe, images in [−1, 1], or latents, (N, C, H, W).</param>
    /// <param name="beginnings">How each text begins, with the token that begins a text; all of one length.</param>
    /// <returns>The network at work on them; the caller disposes it.</returns>
    /// <exception cref="NotSupportedException">The network writes none (<see cref="ModelCapabilities.ReadsText"/>).</exception>
    internal virtual CaptionWriter BeginTexts(Tensor images, IReadOnlyList<int[]> beginnings) =>
        throw new NotSupportedException($"A network of kind '{Config.Kind}' that takes classes writes no text.");

    /// <summary>The number of text tokens that a batch's loss predicts; 0 for a network that reads no text.</summary>
    /// <param name="conditions">What each image is of.</param>
    /// <param name="draws">What was drawn for them.</param>
    internal virtual int TextTargets(IReadOnlyList<Condition> conditions, TrainingDraws draws) => 0;

    /// <summary>Conditions as class indices, int64, (N): the null class for none.</summary>
    private protected Tensor ClassesOf(IReadOnlyList<Condition> conditions, Device device) =>
        tensor(conditions.Select(condition => (long)(condition.Class ?? Config.NullClass)).ToArray()).SentTo(device);

    /// <summary>The timesteps that the network is told, one after the other.</summary>
    private protected Tensor TrainingTimesteps(TrainingDraws draws, Device device) =>
        tensor(draws.Timesteps.Select(t => (long)Info.Schedule.TimestepMap[t]).ToArray()).SentTo(device);

    private void RequireNames(IReadOnlyList<string> names)
    {
        if (Config.Text is null)
        {
            _ = new ClassNames(Config.Classes, names); // which says what is wrong with their number
        }
        else if (names.Count > 0)
        {
            throw new ArgumentException($"expected no names of classes for a network that reads text, found {names.Count}.");
        }
    }
}
