namespace Microsoft.ML;

/// <summary>What a component writes into its model's header to be recognised by, and what it can read.</summary>
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string LoaderSignature;
    public readonly string LoaderSignatureAlt;

    /// <param name="modelSignature">Eight characters below 0x100 that name the format; a space stands for zero.</param>
    /// <param name="verWrittenCur">The version that is written now.</param>
    /// <param name="verReadableCur">The oldest version whose readers can read what is written now.</param>
    /// <param name="verWeCanReadBack">The oldest version that can be read now.</param>
    /// <param name="loaderAssemblyName">The assembly that registers the loader; null where it is registered already.</param>
    /// <param name="loaderSignature">The name that the loader is registered under.</param>
    /// <param name="loaderSignatureAlt">Another such name.</param>
    public VersionInfo(string modelSignature, uint verWrittenCur, uint verReadableCur, uint verWeCanReadBack, string loaderAssemblyName,
        string loaderSignature = null, string loaderSignatureAlt = null)
    {
        IExceptionContext none = null;
        none.Check(modelSignature?.Length == 8, "Model signature must be eight characters");
        for (int i = 0; i < modelSignature.Length; i++)
        {
            char c = modelSignature[i];
            none.Check(c <= 0xFF, $"Model signature '{modelSignature}' has a character beyond 0xFF");
            if (c != ' ')
                ModelSignature |= (ulong)c << (i * 8);
        }
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
