using CausalFusion.Generation;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.ML.Saving;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Says what images show (paper, §6): from a column of images to one of texts, and, where asked for, one of their scores.</summary>
/// <remarks>
/// A caption depends on its image, its beginning, its seed and the options, neither on the other rows nor on their order. The network generates
/// images of texts as well: give this transformer to <c>GenerateImages</c> or <c>EditImages</c>.
/// </remarks>
public sealed class ImageCaptioningTransformer : ModelTransformer
{
    private readonly CaptionerSettings _settings;

    internal ImageCaptioningTransformer(
        IHostEnvironment env,
        SharedModel model,
        CaptionerSettings settings,
        TrainingResult? training = null,
        TrainingHistory? history = null,
        CancellationToken cancellationToken = default)
        : base(env, nameof(ImageCaptioningTransformer), model, cancellationToken)
    {
        _settings = settings;
        Training = training;
        History = history;
        ModelUse.Captioning.Require(Config);
        settings.Validate(Config, Info);
        Function = new ImageCaptioningFunction(Host, this, settings);
    }

    /// <summary>The column that captions are put into.</summary>
    public string OutputColumnName => _settings.OutputColumn;

    /// <summary>The column of images.</summary>
    public string ImageColumnName => _settings.ImageColumn;

    /// <summary>The column that scores are put into; null where there is none.</summary>
    public string? ScoreColumnName => _settings.ScoreColumn;

    /// <summary>The column of how captions begin; null where there is none.</summary>
    public string? BeginningColumnName => _settings.BeginningColumn;

    /// <summary>How captions are written.</summary>
    public CaptionOptions Captioning => _settings.Captioning;

    /// <summary>What the training came to; null if the network was loaded.</summary>
    public TrainingResult? Training { get; }

    /// <summary>The steps of the training, thinned out where there were many; null if the network was loaded.</summary>
    public TrainingHistory? History { get; }

    private protected override RowFunction Function { get; }

    /// <inheritdoc/>
    public override ImageCaptioningTransformer WithCancellation(CancellationToken cancellationToken) =>
        new(Environment, ShareModel(), _settings, Training, History, cancellationToken);

    private protected override void Save(ModelSaveContext context, ImageNetwork network) =>
        ComponentFile.Save(context, ModelFormat.Captioner, network, _settings);

    // Found by name when a model file is loaded.
    internal static ImageCaptioningTransformer Create(IHostEnvironment env, object context) => ComponentFile.Load(
        env, context, ModelFormat.Captioner,
        (SharedModel share, CaptionerSettings settings) => new ImageCaptioningTransformer(env, share, settings));
}
