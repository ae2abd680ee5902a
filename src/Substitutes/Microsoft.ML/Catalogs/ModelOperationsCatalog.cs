namespace Microsoft.ML;

/// <summary>Saving and loading models, and predicting with them one by one.</summary>
public sealed partial class ModelOperationsCatalog
{
    private const string SchemaEntryName = "Schema";

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    /// <summary>Saves a model with the schema of its input; either may be null.</summary>
    public void Save(ITransformer model, DataViewSchema inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var rep = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(rep, model ?? new TransformerChain<ITransformer>(), TransformerChain.LoaderSignature);
        if (inputSchema is not null)
        {
            using var channel = _env.Start("Saving Schema");
            using var entry = rep.CreateEntry(SchemaEntryName);
            SchemaStream.Write(SavableColumns.Of(channel, inputSchema, keepHidden: true), entry.Stream);
        }
        rep.Commit();
    }

    public void Save(ITransformer model, DataViewSchema inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    /// <summary>Saves a model with the loader of its input.</summary>
    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, Stream stream)
    {
        _env.CheckValue(loader, nameof(loader));
        _env.CheckValue(stream, nameof(stream));
        using var rep = RepositoryWriter.CreateNew(stream, _env);
        var chain = model is null ? null : new TransformerChain<ITransformer>(model);
        ModelSaveContext.SaveModel(rep, new CompositeDataLoader<TSource, ITransformer>(loader, chain), null);
        rep.Commit();
    }

    public void Save<TSource>(ITransformer model, IDataLoader<TSource> loader, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, loader, stream);
    }

    /// <summary>Loads a model; the schema of its input is null where it was saved without.</summary>
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var rep = RepositoryReader.Open(stream, _env);
        using (var entry = rep.OpenEntryOrNull(SchemaEntryName))
            inputSchema = entry is null ? null : SchemaStream.Read(_env, entry.Stream);
        if (inputSchema is null && ModelLoadContext.LoadModelOrNull<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(_env, out var loader, rep, null))
        {
            var model = Decompose(ref loader);
            inputSchema = loader.GetOutputSchema();
            return model;
        }
        ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out var transformer, rep, TransformerChain.LoaderSignature);
        return transformer;
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    /// <summary>Loads a model that was saved with a loader.</summary>
    public ITransformer LoadWithDataLoader(Stream stream, out IDataLoader<IMultiStreamSource> loader)
    {
        _env.CheckValue(stream, nameof(stream));
        using var rep = RepositoryReader.Open(stream, _env);
        try
        {
            ModelLoadContext.LoadModel<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(_env, out loader, rep, null);
        }
        catch (FormatException ex)
        {
            throw _env.Except(ex, "Model does not contain an IDataLoader. Perhaps this was saved with an DataViewSchema, or even no information on its input at all. " +
                "Consider using the Load method instead.");
        }
        return Decompose(ref loader);
    }

    public ITransformer LoadWithDataLoader(string filePath, out IDataLoader<IMultiStreamSource> loader)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return LoadWithDataLoader(stream, out loader);
    }

    // Saving wraps the model into a chain of one, which is taken off again here.
    private static ITransformer Decompose(ref IDataLoader<IMultiStreamSource> loader)
    {
        if (loader is not CompositeDataLoader<IMultiStreamSource, ITransformer> composite)
            return new TransformerChain<ITransformer>();
        loader = composite.Loader;
        var members = ((ITransformerChain)composite.Transformer).Transformers;
        return members.Count == 1 ? members[0] : composite.Transformer;
    }
}
