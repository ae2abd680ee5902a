using CausalFusion.ML.Columns;
using CausalFusion.ML.Featurization;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Puts a trained network into a pipeline to compute features. Nothing is learned: fitting checks the column and takes a share in the network.</summary>
public sealed class ImageFeaturizationEstimator : IEstimator<ImageFeaturizationTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly ModelSource _source;
    private readonly FeaturizerSettings _settings;
    private readonly CancellationToken _cancellationToken;

    internal ImageFeaturizationEstimator(IHostEnvironment env, ModelSource source, FeaturizerSettings settings, CancellationToken cancellationToken)
    {
        _env = env;
        _host = env.Register(nameof(ImageFeaturizationEstimator));
        _source = source;
        _settings = settings;
        _cancellationToken = cancellationToken;
        _host.Marking("Options", () => settings.Validate(source.Config));
    }

    /// <summary>Checks the column and makes the transformer.</summary>
    /// <param name="input">Data with the column of images; its rows are not read.</param>
    /// <returns>The transformer; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of the wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer that the network is shared with is disposed.</exception>
    public ImageFeaturizationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _source.Fit(_env, _host, share => new ImageFeaturizationTransformer(_env, share, _settings, _cancellationToken), input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _host.Marking(nameof(GetOutputSchema), () => _settings.ImagesOf(_source.Shape).Check(inputSchema));
        int width = _source.Config.Width;
        return inputSchema.With(_settings.OutputColumn, new VectorDataViewType(NumberDataViewType.Single, width), ImageFeaturizationFunction.FeatureNames(width));
    }
}
