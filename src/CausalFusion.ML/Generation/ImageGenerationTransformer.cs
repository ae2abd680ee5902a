using System.Collections.Immutable;
using CausalFusion.Generation;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.ML.Saving;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Generates an image for each row: from the label and a seed to a column of images.</summary>
/// <remarks>An image depends on its label, its seed and the options, neither on the other rows nor on their order.</remarks>
public sealed class ImageGenerationTransformer : ModelTransformer
{
    private readonly GeneratorSettings _settings;

    internal ImageGenerationTransformer(
        IHostEnvironment env,
        SharedModel model,
        GeneratorSettings settings,
        TrainingResult? training = null,
        TrainingHistory? history = null,
        CancellationToken cancellationToken = default)
        : base(env, nameof(ImageGenerationTransformer), model, cancellationToken)
    {
        _settings = settings;
        Training = training;
        History = history;
        settings.Validate(Config, Info);
        Function = new ImageGenerationFunction(Host, this, settings);
    }

    /// <summary>The column that images are put into.</summary>
    public string OutputColumnName => _settings.OutputColumn;

    /// <summary>The column of labels.</summary>
    public string LabelColumnName => _settings.LabelColumn;

    /// <summary>How images are sampled.</summary>
    public GenerationOptions Generation => _settings.Generation;

    /// <summary>What the classes are called, in their order, if the options say so or it was known in training and is text; else empty.</summary>
    public ImmutableArray<string> ClassNames => [.. _settings.ClassNames ?? []];

    /// <summary>What the training came to; null if the network was loaded.</summary>
    public TrainingResult? Training { get; }

    /// <summary>The steps of the training, thinned out where there were many; null if the network was loaded.</summary>
    public TrainingHistory? History { get; }

    internal GeneratorSettings Settings => _settings;

    internal override string[]? KnownClassNames => _settings.ClassNames;

    private protected override RowFunction Function { get; }

    /// <inheritdoc/>
    public override ImageGenerationTransformer WithCancellation(CancellationToken cancellationToken) =>
        new(Environment, ShareModel(), _settings, Training, History, cancellationToken);

    private protected override void Save(ModelSaveContext context, ImageNetwork network) =>
        ComponentFile.Save(context, ModelFormat.Generator, network, _settings, KnownClassNames);

    // Found by name when a model file is loaded.
    internal static ImageGenerationTransformer Create(IHostEnvironment env, object context) => ComponentFile.Load(
        env, context, ModelFormat.Generator, (SharedModel share, GeneratorSettings settings) => new ImageGenerationTransformer(env, share, settings));
}
