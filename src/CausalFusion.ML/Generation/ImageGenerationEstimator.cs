using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Puts a trained network into a pipeline to generate images. Nothing is learned: fitting checks the columns and takes a share in the network.</summary>
public sealed class ImageGenerationEstimator : IEstimator<ImageGenerationTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly ModelSource _source;
    private readonly GeneratorSettings _settings;
    private readonly CancellationToken _cancellationToken;

    internal ImageGenerationEstimator(IHostEnvironment env, ModelSource source, GeneratorSettings settings, CancellationToken cancellationToken)
    {
        _env = env;
        _host = env.Register(nameof(ImageGenerationEstimator));
        _source = source;
        _settings = settings;
        _cancellationToken = cancellationToken;
        _host.Marking("Options", () => settings.Validate(source.Config, source.Schedule));
    }

    /// <summary>Checks the columns and makes the transformer.</summary>
    /// <param name="input">Data with the columns that images are generated from; its rows are not read.</param>
    /// <returns>The transformer; the caller disposes it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="ObjectDisposedException">The transformer that the network is shared with is disposed.</exception>
    public ImageGenerationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _source.Fit(_env, _host, share => new ImageGenerationTransformer(_env, share, _settings, cancellationToken: _cancellationToken), input);
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _host.Marking(nameof(GetOutputSchema), () => _settings.LabelsOf(_source.Config).Check(inputSchema));
        return _settings.OutputOf(_source.Shape).AddTo(inputSchema);
    }
}
