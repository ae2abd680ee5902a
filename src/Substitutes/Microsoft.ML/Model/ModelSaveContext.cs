using System.Text;

namespace Microsoft.ML;

/// <summary>Where a component writes itself: one stream with a header and a string table, in a directory of a repository.</summary>
public sealed partial class ModelSaveContext : IDisposable
{
    /// <summary>The repository, or null when writing to a single stream.</summary>
    internal readonly RepositoryWriter Repository;

    /// <summary>The directory in the repository; null for its root.</summary>
    internal readonly string Directory;

    internal readonly BinaryWriter Writer;
    internal readonly StringPool Strings = new();
    internal ModelHeader Header;
    internal readonly long FpMin;

    private readonly Repository.Entry _entry;
    private readonly IExceptionContext _context;
    private string _loaderAssemblyName;

    internal ModelSaveContext(RepositoryWriter rep, string dir, string name)
    {
        Repository = rep;
        Directory = dir;
        _context = rep.ExceptionContext;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        Header = ModelHeader.New();
        FpMin = Begin();
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext ectx = null)
    {
        _context = ectx;
        _context.CheckValue(writer, nameof(writer));
        Writer = writer;
        Header = ModelHeader.New();
        FpMin = Begin();
    }

    internal bool InRepository => Repository is not null;

    /// <summary>Checks that nothing has been written yet.</summary>
    internal void CheckAtModel() => _context.Check(Writer.BaseStream.Position == FpMin + Header.FpModel, "Something was written before the model");

    /// <summary>Says what is being written; without it the save does not complete.</summary>
    internal void SetVersionInfo(VersionInfo ver)
    {
        Header.SetVersionInfo(ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        _context.CheckValue(action, nameof(action));
        SaveBinaryStream(name, writer =>
        {
            using var text = new StreamWriter(writer.BaseStream, leaveOpen: true);
            action(text);
        });
    }

    /// <summary>Writes another stream beside the main one.</summary>
    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        _context.Check(InRepository, "Can't save a binary stream when writing to a single stream");
        _context.CheckNonEmpty(name, nameof(name));
        _context.CheckValue(action, nameof(action));
        using var entry = Repository.CreateEntry(Directory, name);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveStringOrNull(string str) => Writer.Write(str is null ? -1 : Strings.Add(str));

    internal void SaveString(string str)
    {
        _context.CheckValue(str, nameof(str));
        Writer.Write(Strings.Add(str));
    }

    internal void SaveString(ReadOnlyMemory<char> str) => Writer.Write(Strings.Add(str.ToString()));

    internal void SaveNonEmptyString(string str)
    {
        _context.CheckParam(!string.IsNullOrEmpty(str), nameof(str), "Can't be null or empty");
        Writer.Write(Strings.Add(str));
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str) => SaveNonEmptyString(str.ToString());

    /// <summary>Completes the main stream.</summary>
    internal void Done()
    {
        _context.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        long Here() => Writer.BaseStream.Position - FpMin;

        Header.CbModel = Here() - Header.FpModel;
        if (Strings.Count > 0)
        {
            var strings = Strings.InOrder.ToArray();
            Header.FpStringTable = Here();
            long end = 0;
            foreach (string s in strings)
                Writer.Write(end += s.Length * sizeof(char));
            Header.FpStringChars = Here();
            Header.CbStringTable = Header.FpStringChars - Header.FpStringTable;
            foreach (string s in strings)
                WriteUtf16(s);
            Header.CbStringChars = Here() - Header.FpStringChars;
        }
        if (!string.IsNullOrEmpty(_loaderAssemblyName))
        {
            Header.FpAssemblyName = Here();
            WriteUtf16(_loaderAssemblyName);
            Header.CbAssemblyName = (uint)(Here() - Header.FpAssemblyName);
        }
        Header.FpTail = Here();
        Writer.Write(ModelHeader.TailSignatureValue);
        Header.FpLim = Here();

        Span<byte> bytes = stackalloc byte[ModelHeader.Size];
        Header.Write(bytes);
        Writer.Flush();
        Writer.BaseStream.Position = FpMin;
        Writer.Write(bytes);
        Writer.Flush();
        Writer.BaseStream.Position = FpMin + Header.FpLim;
        Dispose();
    }

    public void Dispose()
    {
        // A single stream belongs to whoever gave it.
        if (!InRepository)
            return;
        Writer.Dispose();
        _entry.Dispose();
    }

    private long Begin()
    {
        Writer.Flush();
        long start = Writer.BaseStream.Position;
        Span<byte> blank = stackalloc byte[ModelHeader.Size];
        blank.Clear();
        Writer.Write(blank);
        return start;
    }

    private void WriteUtf16(string value)
    {
        foreach (char c in value)
            Writer.Write((ushort)c);
    }
}
