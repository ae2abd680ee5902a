using CausalFusion.ML.Featurization;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.ML.Saving;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Turns images into vectors of features: the image's clean tokens after a layer of the network, averaged (paper, §6 and App. C).</summary>
public sealed class ImageFeaturizationTransformer : ModelTransformer
{
    private readonly FeaturizerSettings _settings;

    internal ImageFeaturizationTransformer(
        IHostEnvironment env, SharedModel model, FeaturizerSettings settings, CancellationToken cancellationToken = default)
        : base(env, nameof(ImageFeaturizationTransformer), model, cancellationToken)
    {
        _settings = settings;
        ModelUse.Featurizing.Require(Config);
        settings.Validate(Config, Info);
        Function = new ImageFeaturizationFunction(Host, this, settings);
    }

    /// <summary>The column that features are put into, vectors as long as the network is wide.</summary>
    public string OutputColumnName => _settings.OutputColumn;

    /// <summary>The column of images.</summary>
    public string ImageColumnName => _settings.ImageColumn;

    /// <summary>How many blocks of the network are run.</summary>
    public int Layer => _settings.Layer;

    private protected override RowFunction Function { get; }

    /// <inheritdoc/>
    public override ImageFeaturizationTransformer WithCancellation(CancellationToken cancellationToken) =>
        new(Environment, ShareModel(), _settings, cancellationToken);

    private protected override void Save(ModelSaveContext context, ImageNetwork network) =>
        ComponentFile.Save(context, ModelFormat.Featurizer, network, _settings);

    // Found by name when a model file is loaded.
    internal static ImageFeaturizationTransformer Create(IHostEnvironment env, object context) => ComponentFile.Load(
        env, context, ModelFormat.Featurizer,
        (SharedModel share, FeaturizerSettings settings) => new ImageFeaturizationTransformer(env, share, settings));
}
