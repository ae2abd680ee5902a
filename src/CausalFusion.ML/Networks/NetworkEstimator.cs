using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Puts a trained network into a pipeline: to generate images, to edit them, to caption them, or to compute features of them.</summary>
/// <remarks>
/// Nothing is learned: fitting checks the columns and takes a share in the network, which the transformer gives back when it is disposed.
/// </remarks>
/// <typeparam name="TTransformer">What runs the network.</typeparam>
public sealed class NetworkEstimator<TTransformer> : IEstimator<TTransformer> where TTransformer : ModelTransformer
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly ModelSource _source;
    private readonly ComponentSettings _settings;
    private readonly Func<SharedModel, TTransformer> _make;

    /// <param name="env">Where to run.</param>
    /// <param name="name">The catalog's method, as logs and exceptions call the component.</param>
    /// <param name="source">The network.</param>
    /// <param name="settings">What is done with it.</param>
    /// <param name="make">Makes the transformer, which takes the share over.</param>
    /// <exception cref="ArgumentException">The settings do not fit the network.</exception>
    internal NetworkEstimator(IHostEnvironment env, string name, ModelSource source, ComponentSettings settings, Func<SharedModel, TTransformer> make)
    {
        (_env, _host, _source, _settings, _make) = (env, env.Register(name), source, settings, make);
        _host.Marking("Options", () => settings.Validate(source.Config, source.Info));
    }

    /// <summary>Checks the columns and makes the transformer.</summary>
    /// <param name="input">Data with the columns that the component reads; its rows are not read.</param>
    /// <returns>The transformer; the caller disposes it, or the chain that it is in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidDataException">The network's file is damaged.</exception>
    /// <exception cref="IOException">The network's file can't be read.</exception>
    /// <exception cref="ObjectDisposedException">The transformer that the network is shared with is disposed.</exception>
    public TTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _host.Marking(nameof(Fit), () =>
        {
            SharedModel share = _source.Open(_env);
            try
            {
                TTransformer transformer = _make(share);
                transformer.GetOutputSchema(input.Schema);
                return transformer;
            }
            catch
            {
                share.Dispose();
                throw;
            }
        });
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _host.Marking(nameof(GetOutputSchema), () => _settings.CheckInput(inputSchema, _source.Config, _source.Shape));
        return _settings.AddOutput(inputSchema, _source.Config, _source.Shape);
    }
}
