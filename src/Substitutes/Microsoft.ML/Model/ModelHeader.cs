using System.Buffers.Binary;

namespace Microsoft.ML;

/// <summary>
/// The 256 bytes at the beginning of a model stream: where its blocks are (the model, the string table, the loader's assembly, the tail, in
/// this order), what format it has and who loads it.
/// </summary>
internal struct ModelHeader
{
    public const int Size = 0x100;

    /// <summary>"ML MODEL", little-endian, with zero for the space.</summary>
    public const ulong SignatureValue = 0x4C45444F4D004C4DUL;

    public const ulong TailSignatureValue = 0x4D4C004D4F44454CUL;

    /// <summary>The version of the header itself: the one with the assembly name.</summary>
    public const uint VerWrittenCur = 0x00010002;

    public ulong Signature;
    public uint VerWritten;
    public uint VerReadable;
    public long FpModel;
    public long CbModel;
    public long FpStringTable;
    public long CbStringTable;
    public long FpStringChars;
    public long CbStringChars;
    public ulong ModelSignature;
    public uint ModelVerWritten;
    public uint ModelVerReadable;
    public string LoaderSignature;
    public string LoaderSignatureAlt;
    public long FpTail;
    public long FpLim;
    public long FpAssemblyName;
    public uint CbAssemblyName;

    private const int SignatureBytes = 24;

    public static ModelHeader New() => new()
    {
        Signature = SignatureValue,
        VerWritten = VerWrittenCur,
        VerReadable = VerWrittenCur,
        FpModel = Size,
    };

    public void SetVersionInfo(in VersionInfo version)
    {
        ModelSignature = version.ModelSignature;
        ModelVerWritten = version.VerWrittenCur;
        ModelVerReadable = version.VerReadableCur;
        LoaderSignature = CheckedSignature(version.LoaderSignature);
        LoaderSignatureAlt = CheckedSignature(version.LoaderSignatureAlt);
    }

    public readonly void Write(Span<byte> bytes)
    {
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Signature);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x08..], VerWritten);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x0C..], VerReadable);
        ReadOnlySpan<long> blocks = [FpModel, CbModel, FpStringTable, CbStringTable, FpStringChars, CbStringChars];
        for (int i = 0; i < blocks.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(0x10 + 8 * i)..], blocks[i]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[0x40..], ModelSignature);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x48..], ModelVerWritten);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x4C..], ModelVerReadable);
        WriteSignature(bytes.Slice(0x50, SignatureBytes), LoaderSignature);
        WriteSignature(bytes.Slice(0x68, SignatureBytes), LoaderSignatureAlt);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[0x80..], FpTail);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[0x88..], FpLim);
        BinaryPrimitives.WriteInt64LittleEndian(bytes[0x90..], FpAssemblyName);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[0x98..], CbAssemblyName);
    }

    public static ModelHeader Read(ReadOnlySpan<byte> bytes) => new()
    {
        Signature = BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        VerWritten = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x08..]),
        VerReadable = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x0C..]),
        FpModel = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x10..]),
        CbModel = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x18..]),
        FpStringTable = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x20..]),
        CbStringTable = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x28..]),
        FpStringChars = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x30..]),
        CbStringChars = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x38..]),
        ModelSignature = BinaryPrimitives.ReadUInt64LittleEndian(bytes[0x40..]),
        ModelVerWritten = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x48..]),
        ModelVerReadable = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x4C..]),
        LoaderSignature = ReadSignature(bytes.Slice(0x50, SignatureBytes)),
        LoaderSignatureAlt = ReadSignature(bytes.Slice(0x68, SignatureBytes)),
        FpTail = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x80..]),
        FpLim = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x88..]),
        FpAssemblyName = BinaryPrimitives.ReadInt64LittleEndian(bytes[0x90..]),
        CbAssemblyName = BinaryPrimitives.ReadUInt32LittleEndian(bytes[0x98..]),
    };

    /// <summary>Throws unless the blocks lie one after the other within a stream of the given size.</summary>
    public readonly void Validate(IExceptionContext context, long size)
    {
        context.CheckDecode(Signature == SignatureValue, "Wrong file type");
        context.CheckDecode(VerReadable <= VerWritten, "Corrupt file header");
        context.CheckDecode(VerReadable <= VerWrittenCur, "File is too new");
        context.CheckDecode(VerWritten >= VerWrittenCur, "File is too old");

        long at = Size;
        context.CheckDecode(FpModel == at && CbModel >= 0 && CbModel <= size - at);
        at += CbModel;
        if (FpStringTable == 0)
        {
            context.CheckDecode(CbStringTable == 0 && FpStringChars == 0 && CbStringChars == 0);
        }
        else
        {
            context.CheckDecode(FpStringTable == at && CbStringTable > 0 && CbStringTable % sizeof(long) == 0 && CbStringTable <= size - at);
            at += CbStringTable;
            context.CheckDecode(FpStringChars == at && CbStringChars >= 0 && CbStringChars % sizeof(char) == 0 && CbStringChars <= size - at);
            at += CbStringChars;
        }
        if (FpAssemblyName == 0)
        {
            context.CheckDecode(CbAssemblyName == 0);
        }
        else
        {
            context.CheckDecode(FpAssemblyName == at && CbAssemblyName % sizeof(char) == 0 && CbAssemblyName <= size - at);
            at += CbAssemblyName;
        }
        context.CheckDecode(FpTail == at && FpLim == at + sizeof(ulong) && FpLim <= size);
    }

    /// <summary>Throws unless the model has the reader's format in a version that it can read.</summary>
    public readonly void CheckVersionInfo(IExceptionContext context, in VersionInfo version)
    {
        context.CheckDecode(ModelSignature == version.ModelSignature, "Unknown file type");
        context.CheckDecode(ModelVerReadable <= ModelVerWritten, "Corrupt file header");
        var library = typeof(VersionInfo).Assembly.GetName().Version;
        if (ModelVerReadable > version.VerWrittenCur)
        {
            throw context.ExceptDecode($"Cause: ML.NET {library} cannot read component '{version.LoaderSignature}' of the model, because the model is too new.\n" +
                $"Suggestion: Make sure the model is trained with ML.NET {library} or older.\n" +
                $"Debug details: Maximum expected version {version.VerWrittenCur}, got {ModelVerReadable}.");
        }
        if (ModelVerWritten > version.VerWrittenCur)
        {
            throw context.ExceptDecode("Model was trained on a newer version of ML.NET. Forward compatibility is not guaranteed. Please update your ML.NET version");
        }
        if (ModelVerWritten < version.VerWeCanReadBack)
        {
            throw context.ExceptDecode($"Cause: ML.NET {library} cannot read component '{version.LoaderSignature}' of the model, because the model is too old.\n" +
                $"Suggestion: Make sure the model is trained with ML.NET {library}.\n" +
                $"Debug details: Minimum expected version {version.VerWeCanReadBack}, got {ModelVerWritten}.");
        }
    }

    private static string CheckedSignature(string signature)
    {
        IExceptionContext none = null;
        none.Check(signature is null || signature.Length <= SignatureBytes && signature.All(c => c <= 0xFF),
            $"Loader signature '{signature}' must have at most {SignatureBytes} characters, none beyond 0xFF");
        return signature;
    }

    private static void WriteSignature(Span<byte> bytes, string signature)
    {
        for (int i = 0; i < (signature?.Length ?? 0); i++)
            bytes[i] = (byte)signature[i];
    }

    private static string ReadSignature(ReadOnlySpan<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes.TrimEnd((byte)0));
}
