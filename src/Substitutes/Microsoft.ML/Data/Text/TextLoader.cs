using Microsoft.ML;

[assembly: LoadableClass(typeof(IDataLoader<IMultiStreamSource>), typeof(TextLoader), null, typeof(SignatureLoadModel), "", TextLoader.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>Loads rows from text files: a line is a row, and columns are made of its fields.</summary>
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly TextColumn[] _columns;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource dataSample)
        : this(env.Register(LoaderSignature), Described(env, options, dataSample), null, dataSample)
    {
    }

    private TextLoader(IHost host, Options options, string[] fieldNames, IMultiStreamSource dataSample)
    {
        host.CheckUserArg(options.Separators is { Length: > 0 }, nameof(Options.Separators), "There must be a separator");
        host.CheckUserArg(options.DecimalMarker is '.' or ',', nameof(Options.DecimalMarker), $"The decimal marker is a point or a comma, and not '{options.DecimalMarker}'");
        host.CheckUserArg(!options.Separators.Contains(options.DecimalMarker), nameof(Options.DecimalMarker), "The decimal marker cannot be a separator");
        host.CheckUserArg(options.MaxRows is null or > 0, nameof(Options.MaxRows), $"The number of rows is {options.MaxRows}, and must be positive");
        _host = host;
        _options = options;
        FieldNames = fieldNames ?? ReadFieldNames(dataSample);
        _columns = TextColumn.Settle(host, options.Columns, options.InputSize ?? CountFields(dataSample));
        _schema = MakeSchema();
    }

    /// <summary>The names in the header; empty where there is none.</summary>
    private string[] FieldNames { get; }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        _host.CheckValue(source, nameof(source));
        return new Rows(this, source);
    }

    /// <summary>The options with the columns that the sample's own comment says, where they have none.</summary>
    private static Options Described(IHostEnvironment env, Options options, IMultiStreamSource dataSample)
    {
        env.CheckValue(options, nameof(options));
        if (options.Columns is { Length: > 0 })
            return options;
        env.CheckUserArg(dataSample is { Count: > 0 }, nameof(Options.Columns), "There are no columns, and no file that could say what they are");
        using var text = dataSample.OpenTextReader(0);
        try
        {
            return TextNotation.ReadComment(text, options)
                ?? throw env.ExceptUserArg(nameof(Options.Columns), $"There are no columns, and {dataSample.GetPathOrNull(0) ?? "the sample"} does not say what they are");
        }
        catch (Exception ex) when (ex is FormatException or OverflowException or ArgumentOutOfRangeException && !ex.IsMarked())
        {
            throw env.ExceptDecode(ex, $"The comment at the top of {dataSample.GetPathOrNull(0) ?? "the sample"} cannot be read: {ex.Message}");
        }
    }

    private int? CountFields(IMultiStreamSource sample)
    {
        if (sample is not { Count: > 0 } || !_options.Columns.Any(column => column.Source?.Any(range => range.AutoEnd || range.AllOther) == true))
            return null;
        var line = new TextLine(_options);
        return new TextLines(_options, sample).Read(line).Select(_ => (int?)line.Count).FirstOrDefault();
    }

    private string[] ReadFieldNames(IMultiStreamSource sample)
    {
        var source = _options.HeaderFile is { Length: > 0 } file ? new MultiFileSource(file) : _options.HasHeader ? sample : null;
        var line = new TextLine(_options);
        return source is { Count: > 0 } && new TextLines(_options, source).ReadHeader(line) ? [.. Enumerable.Range(0, line.Count).Select(i => line[i].ToString())] : [];
    }

    private DataViewSchema MakeSchema()
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in _columns)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            if (FieldNames.Length > 0 && column is { IsVariable: false, Type: VectorDataViewType })
                Transforms.AnnotationShapes.AddSlotNames(annotations, [.. column.FieldsIn(0).Select(FieldNames.ElementAtOrDefault)]);
            builder.AddColumn(column.Name, column.Type, annotations.ToAnnotations());
        }
        return builder.ToSchema();
    }
}
