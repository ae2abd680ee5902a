using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Text;
using CausalFusion.Training;

namespace CausalFusion.ML;

/// <summary>
/// What the trainers of <c>ImageCaptioning</c> have in common: the columns, the images, the texts, the network, how to train and how to write
/// captions.
/// </summary>
/// <remarks>
/// Images are not mirrored unless <see cref="ImageTrainerOptions.Training"/> says so, as captions may tell left from right.
/// </remarks>
public abstract class ImageCaptioningTrainerOptions : ImageTrainerOptions
{
    internal const string DefaultCaptionColumn = "Caption", DefaultOutputColumn = "GeneratedCaption";

    private const int DefaultMaxTokens = 35;

    private protected ImageCaptioningTrainerOptions()
    {
    }

    /// <summary>
    /// The column of what the images show: texts, or vectors of texts, of which one is learned each time that the image is. Default "Caption".
    /// </summary>
    public string CaptionColumnName { get; set; } = DefaultCaptionColumn;

    /// <summary>The column that the trained transformer puts captions into. Default "GeneratedCaption".</summary>
    public string OutputColumnName { get; set; } = DefaultOutputColumn;

    /// <summary>
    /// The column that the trained transformer puts captions' scores into (<see cref="ImageCaptioningOptions.ScoreColumnName"/>). Null (the default)
    /// for none.
    /// </summary>
    public string? ScoreColumnName { get; set; }

    /// <summary>The most tokens of a text, at least 1. Longer captions are cut, which the log tells. Default 35 (paper, §6).</summary>
    public int MaxTokens { get; set; } = DefaultMaxTokens;

    /// <summary>
    /// The vocabulary, such as LLaMA-3's (<see cref="Llama3Vocabulary"/>), which is saved with the network. Null (the default) makes one from the
    /// captions.
    /// </summary>
    public Vocabulary? Vocabulary { get; set; }

    /// <summary>What the vocabulary is like that is made from the captions, where none is given. Default at most 1,024 tokens.</summary>
    public VocabularyTrainingOptions VocabularyTraining { get; set; } = new();

    /// <summary>
    /// What the network predicts: the noise, the clean values or the velocity. Null (the default): the clean values of pixels, which a small network
    /// learns in far fewer steps, and the noise of latents, as the published networks do. What its error is measured in is
    /// <see cref="TrainingOptions.LossTarget"/> of <see cref="ImageTrainerOptions.Training"/>, this one unless that says another.
    /// </summary>
    public PredictionTarget? Target { get; set; }

    /// <summary>Whether a LayerNorm stands on each attention head's queries and keys. Default true.</summary>
    public bool QkNorm { get; set; } = true;

    /// <summary>Whether the image tokens' positions are learned; otherwise they stay the two-dimensional sine-cosine table. Default false.</summary>
    public bool LearnedPositions { get; set; }

    /// <summary>How the trained transformer writes captions. Default <see cref="CaptionOptions"/>' own.</summary>
    public CaptionOptions Captioning { get; set; } = new();

    /// <summary>The configuration of the network that is trained.</summary>
    /// <param name="shape">Its images, or their latents.</param>
    /// <param name="text">Its texts.</param>
    internal abstract ImageModelConfig ConfigFor(ImageShape shape, TextShape text);

    /// <summary>The shape of the network's texts.</summary>
    /// <param name="tokens">How many tokens there are.</param>
    internal TextShape TextOf(int tokens) => new() { Vocabulary = tokens, MaxTokens = MaxTokens };

    /// <summary>These options as they are now: later changes do not reach who holds the copy.</summary>
    internal ImageCaptioningTrainerOptions Copy() => (ImageCaptioningTrainerOptions)MemberwiseClone();

    private protected override void ValidateColumns()
    {
        ArgumentException.ThrowIfNullOrEmpty(CaptionColumnName);
        ArgumentException.ThrowIfNullOrEmpty(OutputColumnName);
        if (ScoreColumnName is "" || ScoreColumnName == OutputColumnName)
        {
            throw new ArgumentException(
                $"ScoreColumnName must be null or the name of another column than OutputColumnName; found '{ScoreColumnName}'.");
        }
        if (MaxTokens < 1)
        {
            throw new ArgumentException($"MaxTokens must be at least 1; found {MaxTokens}.");
        }
        ArgumentNullException.ThrowIfNull(VocabularyTraining);
        VocabularyTraining.Validate();
    }

    private protected override ImageModelConfig ConfigBeforeData(ImageShape shape) =>
        ConfigFor(shape, TextOf(Vocabulary?.Size ?? VocabularyTraining.Size));

    private protected override void ValidateUse(ImageModelConfig config)
    {
        ArgumentNullException.ThrowIfNull(Captioning);
        Captioning.Validate(config);
    }
}
