using System.Text;

namespace Microsoft.ML;

/// <summary>Signature of what loads a model: a static Create method or a constructor with these parameters after an <see cref="IHostEnvironment"/>.</summary>
internal delegate void SignatureLoadModel(ModelLoadContext ctx);

/// <summary>Where a component reads itself from: the dual of <see cref="ModelSaveContext"/>.</summary>
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";

    /// <summary>The repository, or null when reading from a single stream.</summary>
    public readonly RepositoryReader Repository;

    /// <summary>The directory in the repository; null for its root.</summary>
    public readonly string Directory;

    public readonly BinaryReader Reader;
    public readonly string[] Strings;

    /// <summary>The assembly that registers the loader; null where none was named.</summary>
    public readonly string LoaderAssemblyName;

    public readonly long FpMin;
    internal ModelHeader Header;

    private readonly IExceptionContext _context;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string dir)
        : this(new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true), rep.ExceptionContext)
    {
        Repository = rep;
        Directory = dir;
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext ectx = null)
    {
        _context = ectx;
        Reader = reader;
        var stream = reader.BaseStream;
        FpMin = stream.Position;
        long size = stream.Length - FpMin;
        _context.CheckDecode(size >= ModelHeader.Size, "Corrupt model file: it ends within its header");
        Header = ModelHeader.Read(reader.ReadBytes(ModelHeader.Size));
        Header.Validate(_context, size);

        Strings = ReadStrings();
        if (Header.FpAssemblyName != 0)
        {
            stream.Position = FpMin + Header.FpAssemblyName;
            LoaderAssemblyName = ReadUtf16((int)Header.CbAssemblyName);
        }
        stream.Position = FpMin + Header.FpTail;
        _context.CheckDecode(reader.ReadUInt64() == ModelHeader.TailSignatureValue, "Corrupt model file tail");
        stream.Position = FpMin + Header.FpModel;
    }

    public bool InRepository => Repository is not null;

    public void CheckAtModel() => _context.Check(Reader.BaseStream.Position == FpMin + Header.FpModel, "Something was read before the model");

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        Header.CheckVersionInfo(_context, ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => Header.CheckVersionInfo(_context, ver);

    public string LoadStringOrNull()
    {
        int id = Reader.ReadInt32();
        _context.CheckDecode(id >= -1 && id < Strings.Length);
        return id < 0 ? null : Strings[id];
    }

    public string LoadString()
    {
        int id = Reader.ReadInt32();
        _context.CheckDecode(id >= 0 && id < Strings.Length);
        return Strings[id];
    }

    public string LoadNonEmptyString()
    {
        string value = LoadString();
        _context.CheckDecode(value.Length > 0);
        return value;
    }

    /// <summary>Completes the reading: everything must have been read.</summary>
    public void Done()
    {
        _context.CheckDecode(Reader.BaseStream.Position == FpMin + Header.FpModel + Header.CbModel);
        Reader.BaseStream.Position = FpMin + Header.FpLim;
        Dispose();
    }

    public void Dispose()
    {
        if (InRepository)
            Reader.Dispose();
    }

    private string[] ReadStrings()
    {
        if (Header.FpStringTable == 0)
            return [];
        Reader.BaseStream.Position = FpMin + Header.FpStringTable;
        // Validate has bounded the table by the size of the stream.
        var ends = new long[Header.CbStringTable / sizeof(long)];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = Reader.ReadInt64();
            long previous = i == 0 ? 0 : ends[i - 1];
            _context.CheckDecode(ends[i] >= previous && ends[i] <= Header.CbStringChars && ends[i] % sizeof(char) == 0 && ends[i] - previous <= int.MaxValue);
        }
        _context.CheckDecode(ends[^1] == Header.CbStringChars);
        return [.. ends.Select((end, i) => ReadUtf16((int)(end - (i == 0 ? 0 : ends[i - 1]))))];
    }

    private string ReadUtf16(int bytes) => Encoding.Unicode.GetString(Reader.ReadBytes(bytes));
}
