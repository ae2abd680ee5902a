using CausalFusion.Generation;
using CausalFusion.ML.Editing;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.ML.Saving;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>
/// Generates parts of images anew (paper, §6 and App. D): from an image, a mask, a class or a prompt and a seed to a column of images, whose other
/// parts are as they were.
/// </summary>
/// <remarks>
/// An image depends on its own row and the options, neither on the other rows nor on their order. What is kept, a network of pixels keeps exactly;
/// one of latents keeps it as far as its autoencoder does.
/// </remarks>
public sealed class ImageEditingTransformer : ModelTransformer
{
    private readonly EditorSettings _settings;

    internal ImageEditingTransformer(IHostEnvironment env, SharedModel model, EditorSettings settings, CancellationToken cancellationToken = default)
        : base(env, nameof(ImageEditingTransformer), model, cancellationToken)
    {
        _settings = settings;
        ModelUse.Editing.Require(Config);
        settings.Validate(Config, Info);
        Function = new ImageEditingFunction(Host, this, settings);
    }

    /// <summary>The column that images are put into.</summary>
    public string OutputColumnName => _settings.OutputColumn;

    /// <summary>The column of images to edit.</summary>
    public string ImageColumnName => _settings.ImageColumn;

    /// <summary>The column of the classes to generate under; null where there is none.</summary>
    public string? LabelColumnName => _settings.LabelColumn;

    /// <summary>The column of the prompts to generate under; null where there is none.</summary>
    public string? PromptColumnName => _settings.PromptColumn;

    /// <summary>Which tokens are generated anew where a row does not say so itself, as text.</summary>
    public string Mask => _settings.Mask;

    /// <summary>The column of the rows' own masks; null where there is none.</summary>
    public string? MaskColumnName => _settings.MaskColumn;

    /// <summary>How images are sampled.</summary>
    public GenerationOptions Generation => _settings.Generation;

    internal override string[]? KnownClassNames => _settings.ClassNames;

    private protected override RowFunction Function { get; }

    /// <inheritdoc/>
    public override ImageEditingTransformer WithCancellation(CancellationToken cancellationToken) =>
        new(Environment, ShareModel(), _settings, cancellationToken);

    private protected override void Save(ModelSaveContext context, ImageNetwork network) =>
        ComponentFile.Save(context, ModelFormat.Editor, network, _settings, KnownClassNames);

    // Found by name when a model file is loaded.
    internal static ImageEditingTransformer Create(IHostEnvironment env, object context) => ComponentFile.Load(
        env, context, ModelFormat.Editor, (SharedModel share, EditorSettings settings) => new ImageEditingTransformer(env, share, settings));
}
