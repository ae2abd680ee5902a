namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    internal const string LoaderSignature = "TextLoader";

    private static readonly VersionInfo Version =
        new("TXTLOADR", 0x0001000C, 0x0001000C, 0x0001000C, typeof(TextLoader).Assembly.FullName, LoaderSignature);

    internal static IDataLoader<IMultiStreamSource> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        var reader = ctx.Reader;
        try
        {
            var options = new Options
            {
                AllowQuoting = reader.ReadBoolean(),
                AllowSparse = reader.ReadBoolean(),
                TrimWhitespace = reader.ReadBoolean(),
                HasHeader = reader.ReadBoolean(),
                ReadMultilines = reader.ReadBoolean(),
                MissingRealsAsNaNs = reader.ReadBoolean(),
                DecimalMarker = (char)reader.ReadUInt16(),
                EscapeChar = (char)reader.ReadUInt16(),
                MaxRows = reader.ReadInt64() is var rows && rows > 0 ? rows : null,
                Separators = ctx.LoadNonEmptyString().ToCharArray(),
            };
            options.Columns = ReadMany(env, ctx, () => TextNotation.Parse(ctx.LoadNonEmptyString()));
            return new TextLoader(env.Register(LoaderSignature), options, ReadMany(env, ctx, () => ctx.LoadStringOrNull() ?? ""), null);
        }
        catch (Exception ex) when (ex is ArgumentException or OverflowException or FormatException && !ex.IsMarked())
        {
            throw env.ExceptDecode(ex, $"Corrupt model file: a text loader that cannot be: {ex.Message}");
        }
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        foreach (bool flag in new[]
            { _options.AllowQuoting, _options.AllowSparse, _options.TrimWhitespace, _options.HasHeader, _options.ReadMultilines, _options.MissingRealsAsNaNs })
        {
            ctx.Writer.Write(flag);
        }
        ctx.Writer.Write((ushort)_options.DecimalMarker);
        ctx.Writer.Write((ushort)_options.EscapeChar);
        ctx.Writer.Write(_options.MaxRows ?? 0);
        ctx.SaveNonEmptyString(new string(_options.Separators));
        ctx.Writer.Write(_columns.Length);
        foreach (var column in _columns)
            ctx.SaveNonEmptyString(TextNotation.Write(column));
        ctx.Writer.Write(FieldNames.Length);
        foreach (string name in FieldNames)
            ctx.SaveStringOrNull(name);
    }

    private static T[] ReadMany<T>(IHostEnvironment env, ModelLoadContext ctx, Func<T> read)
    {
        int count = ctx.Reader.ReadInt32();
        // Each takes four bytes here, which bounds what a damaged stream can ask for.
        env.CheckDecode(count >= 0 && count <= ctx.Header.CbModel / sizeof(int), $"Corrupt model file: {count} columns or fields");
        return [.. Enumerable.Range(0, count).Select(_ => read())];
    }
}
