[assembly: Microsoft.ML.LoadableClass(typeof(TransformerChain<Microsoft.ML.ITransformer>), typeof(TransformerChain), null, typeof(Microsoft.ML.SignatureLoadModel),
    "Transformer chain", TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>How a chain is written into a model, and its loader.</summary>
internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    private static readonly VersionInfo Version = new("XF CHAIN", 0x00010001, 0x00010001, 0x00010001,
        typeof(TransformerChain).Assembly.FullName, LoaderSignature);

    public static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        int count = ctx.Reader.ReadInt32();
        // Each member takes four bytes here, which bounds what a damaged stream can ask for.
        env.CheckDecode(count >= 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: a chain of {count} transformers");
        var members = new List<ITransformer>();
        var scopes = new TransformerScope[count];
        try
        {
            for (int i = 0; i < count; i++)
            {
                scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
                ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out var member, DirectoryOf(i));
                members.Add(member);
            }
            return new TransformerChain<ITransformer>(members, scopes);
        }
        catch
        {
            foreach (var member in members)
                (member as IDisposable)?.Dispose();
            throw;
        }
    }

    public static void Save(ITransformerChain chain, ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(chain.Transformers.Count);
        for (int i = 0; i < chain.Transformers.Count; i++)
        {
            ctx.Writer.Write((int)chain.Scopes[i]);
            ctx.SaveModel(chain.Transformers[i], DirectoryOf(i));
        }
    }

    private static string DirectoryOf(int index) => $"Transform_{index:000}";
}
