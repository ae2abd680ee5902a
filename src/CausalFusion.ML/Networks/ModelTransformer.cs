using CausalFusion.Images;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>A transformer that runs a network over batches of rows and adds what comes out as columns.</summary>
/// <remarks>
/// It shares its network with the transformers that were made from it or that it was made from, and frees it with the last of them. Nothing is
/// computed until rows are read, and then only if a new column is asked for. Every pass over the rows computes it again: a trainer that
/// iterates should read it through <c>AppendCacheCheckpoint</c>.
/// </remarks>
public abstract class ModelTransformer : ITransformer, IDisposable
{
    private readonly SharedModel _model;
    private readonly CancellationToken _cancellationToken;

    private protected ModelTransformer(IHostEnvironment env, string name, SharedModel model, CancellationToken cancellationToken)
    {
        Environment = env;
        Host = env.Register(name);
        _model = model;
        _cancellationToken = cancellationToken;
        Shape = model.Network.Shape;
        Config = model.Model.Config;
        Info = model.Model.Info;
    }

    /// <summary>The shape of the network.</summary>
    public ImageModelConfig Config { get; }

    /// <summary>What is known of it besides.</summary>
    internal ModelInfo Info { get; }

    /// <summary>The size of its images.</summary>
    internal ImageShape Shape { get; }

    /// <summary>What its classes are called, if that is known.</summary>
    internal virtual string[]? KnownClassNames => null;

    /// <summary>True: each row's value depends on that row alone.</summary>
    public bool IsRowToRowMapper => true;

    private protected IHostEnvironment Environment { get; }

    private protected IHost Host { get; }

    private protected abstract RowFunction Function { get; }

    /// <summary>The schema of what <see cref="Transform"/> gives for data of a schema.</summary>
    /// <param name="inputSchema">The schema of the input.</param>
    /// <returns>The input's columns and the new ones.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) =>
        Checked(inputSchema, nameof(GetOutputSchema), schema => new RowBinding(Function, schema).OutputSchema);

    /// <summary>Adds the columns to data.</summary>
    /// <param name="input">The data.</param>
    /// <returns>A view that computes the columns as its rows are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public IDataView Transform(IDataView input) => Checked(input, nameof(Transform), data => new BatchedDataView(data, Function, _cancellationToken));

    /// <summary>The transformation as a function of one row, as prediction engines use it.</summary>
    /// <param name="inputSchema">The schema of the row.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) =>
        Checked(inputSchema, nameof(GetRowToRowMapper), schema => new SingleRowMapper(Function, schema, _cancellationToken));

    /// <summary>
    /// A transformer that does the same until a token is canceled, which then stops it, as the options' token stops one that they made.
    /// </summary>
    /// <remarks>It shares the network: for each request that a service is to be able to stop, make one, which costs next to nothing.</remarks>
    /// <param name="cancellationToken">The token, in the place of this transformer's own.</param>
    /// <returns>The transformer; the caller disposes it, before this one or after.</returns>
    /// <exception cref="ObjectDisposedException">This transformer is disposed.</exception>
    public abstract ModelTransformer WithCancellation(CancellationToken cancellationToken);

    /// <summary>
    /// Writes the network alone as a model bundle, a safetensors file that <c>GenerateImages</c>, <c>EditImages</c>, <c>CaptionImages</c> and
    /// <c>FeaturizeImages</c> read, with the names of its classes where they are known, and its vocabulary. An autoencoder is no part of it.
    /// </summary>
    /// <param name="path">The file to create or replace, completely or not at all.</param>
    /// <exception cref="IOException">
    /// The file can't be written, for instance because the disk is full; an older file of that name is intact.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public void SaveModelFile(string path)
    {
        ImageModel model = _model.Model;
        model.Save(path, KnownClassNames is { Length: > 0 } names ? model.Info with { ClassNames = names } : model.Info);
    }

    /// <summary>Gives this transformer's share in the network back.</summary>
    public void Dispose()
    {
        _model.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ArgumentNullException.ThrowIfNull(ctx);
        Host.Marking(nameof(Save), () => Save(ctx, _model.Network));
    }

    internal SharedModel ShareModel() => _model.Share();

    private protected abstract void Save(ModelSaveContext context, ImageNetwork network);

    private TResult Checked<TInput, TResult>(TInput input, string phase, Func<TInput, TResult> make)
    {
        ArgumentNullException.ThrowIfNull(input);
        return Host.Marking(phase, () => make(input));
    }
}
