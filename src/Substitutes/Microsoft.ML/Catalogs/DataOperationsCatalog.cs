namespace Microsoft.ML;

/// <summary>Loading data, and operations on rows.</summary>
public sealed partial class DataOperationsCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    internal IHostEnvironment Environment => _env;

    /// <summary>A data view of objects, whose members are its columns; the enumerable is enumerated anew for each cursor.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition schemaDefinition = null)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        return new EnumerableDataView<TRow>(data, schemaDefinition);
    }

    /// <summary>A data view of objects, with the annotations of a schema.</summary>
    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckValue(schema, nameof(schema));
        return new EnumerableDataView<TRow>(data, RowColumn.DefinitionBy(typeof(TRow), schema));
    }

    /// <summary>The rows as objects.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="reuseRowObject">Whether one object is filled again for each row, so that nothing of it can be kept.</param>
    /// <param name="ignoreMissingColumns">Whether members without a column are left alone; otherwise they are an error.</param>
    /// <param name="schemaDefinition">Which members to fill from which columns; by default what the class says.</param>
    public IEnumerable<TRow> CreateEnumerable<TRow>(IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        var filler = new RowFiller<TRow>(_env, data.Schema, ignoreMissingColumns, schemaDefinition);
        return Rows();

        IEnumerable<TRow> Rows()
        {
            using var cursor = data.GetRowCursor(filler.Columns);
            var fill = filler.Over(cursor);
            TRow row = null;
            while (cursor.MoveNext())
            {
                if (row is null || !reuseRowObject)
                    row = new TRow();
                fill(row);
                yield return row;
            }
        }
    }

    /// <summary>Keeps columns in memory from their first use on. Columns that cannot be kept, such as images, the result does not have.</summary>
    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        foreach (string name in columnsToPrefetch ?? [])
        {
            if (input.Schema.GetColumnOrNull(name) is not { } column)
                throw _env.ExceptSchemaMismatch(nameof(columnsToPrefetch), "prefetch", name);
            if (!ColumnStore.CanKeep(column.Type))
                throw _env.Except($"Asked to prefetch column '{name}' into cache, but it is of unhandled type '{column.Type}'");
        }
        return new CacheDataView(input, columnsToPrefetch ?? []);
    }

    /// <summary>Rows whose number is in [lowerBound, upperBound).</summary>
    public IDataView FilterRowsByColumn(IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound <= upperBound, nameof(upperBound), "Must be no less than lowerBound");
        var column = input.Schema[columnName];
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "Single or Double", column.Type.ToString());
        return new RowFilter(input, [column], cursor =>
        {
            var read = ColumnNumber.Reader(cursor, column);
            return () => read() is var value && lowerBound <= value && value < upperBound;
        });
    }

    /// <summary>Rows whose key, as a fraction of all its values, is in [lowerBound, upperBound).</summary>
    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound is >= 0 and <= 1, nameof(lowerBound), "Must be in [0, 1]");
        _env.CheckParam(upperBound is >= 0 and <= 2, nameof(upperBound), "Must be in [0, 2]");
        _env.CheckParam(lowerBound <= upperBound, nameof(upperBound), "Must be no less than lowerBound");
        var column = input.Schema[columnName];
        if (column.Type is not KeyDataViewType key)
            throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "KeyType", column.Type.ToString());
        return new RowFilter(input, [column], cursor =>
        {
            var read = ColumnNumber.Reader(cursor, column);
            return () =>
            {
                double value = read();
                double fraction = (value - 0.5) / key.Count;
                return value > 0 && lowerBound <= fraction && fraction < upperBound;
            };
        });
    }

    /// <summary>Rows in which none of the columns has a missing value: NaN, or a key's zero.</summary>
    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(columns is { Length: > 0 }, nameof(columns), "At least one column must be specified");
        var tested = columns.Select(name =>
        {
            var column = input.Schema[name];
            return MissingValue.CanBeMissing(column.Type)
                ? column
                : throw _env.ExceptSchemaMismatch(nameof(columns), "filter", name, "Single, Double or Key", column.Type.ToString());
        }).ToArray();
        return new RowFilter(input, tested, cursor =>
        {
            var tests = tested.Select(c => MissingValue.Test(cursor, c)).ToArray();
            return () => !tests.Any(isMissing => isMissing());
        });
    }

    /// <summary>The rows in random order, out of a pool; the same order at each pass.</summary>
    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffledRows(input, seed ?? _env.Register("Shuffle").Rand.Next(), shufflePoolSize, shuffleSource);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new RowRange(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new RowRange(input, count, long.MaxValue);
    }
}
