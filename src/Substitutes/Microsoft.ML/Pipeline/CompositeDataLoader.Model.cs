[assembly: Microsoft.ML.LoadableClass(typeof(Microsoft.ML.IDataLoader<IMultiStreamSource>), typeof(CompositeDataLoader), null, typeof(Microsoft.ML.SignatureLoadModel),
    "Composite Data Loader", CompositeDataLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>How a loader with its transformers is written into a model, and what loads it.</summary>
internal static class CompositeDataLoader
{
    public const string LoaderSignature = "CompositeLoader";

    private const string LoaderDirectory = "Loader";

    private static readonly VersionInfo Version = new("CMPSTLDR", 0x00010001, 0x00010001, 0x00010001,
        typeof(CompositeDataLoader).Assembly.FullName, LoaderSignature);

    public static IDataLoader<IMultiStreamSource> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        ctx.LoadModel<IDataLoader<IMultiStreamSource>, SignatureLoadModel>(env, out var loader, LoaderDirectory);
        ctx.LoadModel<TransformerChain<ITransformer>, SignatureLoadModel>(env, out var chain, TransformerChain.LoaderSignature);
        return new CompositeDataLoader<IMultiStreamSource, ITransformer>(loader, chain);
    }

    public static void Save<TSource, TLast>(IDataLoader<TSource> loader, TransformerChain<TLast> transformer, ModelSaveContext ctx)
        where TLast : class, ITransformer
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.SaveModel(loader, LoaderDirectory);
        ctx.SaveModel(transformer, TransformerChain.LoaderSignature);
    }
}
