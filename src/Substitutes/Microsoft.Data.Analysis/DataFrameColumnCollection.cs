using System.Collections.ObjectModel;

namespace Microsoft.Data.Analysis;

/// <summary>The columns of a data frame, all of one length, each of another name.</summary>
public class DataFrameColumnCollection : Collection<DataFrameColumn>
{
    private readonly Action _columnsChanged;

    internal DataFrameColumnCollection(IEnumerable<DataFrameColumn> columns, Action columnsChanged)
    {
        ArgumentNullException.ThrowIfNull(columns);
        _columnsChanged = columnsChanged;
        foreach (var column in columns)
            Add(column);
    }

    internal long RowCount { get; set; }

    /// <exception cref="ArgumentException">There is no such column.</exception>
    public DataFrameColumn this[string columnName]
    {
        get => this[Find(columnName)];

        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.SetName(columnName);
            if (IndexOf(columnName) is var index and >= 0)
                this[index] = value;
            else
                Add(value);
        }
    }

    /// <summary>Where the column is; −1 where there is none.</summary>
    public int IndexOf(string columnName)
    {
        for (int i = 0; i < Count; i++)
        {
            if (this[i].Name == columnName)
                return i;
        }
        return -1;
    }

    /// <summary>Puts a column of the values where another was, or behind the last.</summary>
    public void Insert<T>(int columnIndex, IEnumerable<T> column, string columnName)
        where T : unmanaged => Insert(columnIndex, new PrimitiveDataFrameColumn<T>(columnName, column));

    /// <exception cref="ArgumentException">There is no such column.</exception>
    public void Remove(string columnName) => RemoveAt(Find(columnName));

    /// <exception cref="ArgumentException">There is no such column, or there is one of the new name.</exception>
    public void RenameColumn(string currentName, string newName)
    {
        var column = this[Find(currentName)];
        RequireNewName(newName, column);
        column.SetName(newName);
        _columnsChanged();
    }

    public PrimitiveDataFrameColumn<T> GetPrimitiveColumn<T>(string name)
        where T : unmanaged => Get<PrimitiveDataFrameColumn<T>>(name);

    public BooleanDataFrameColumn GetBooleanColumn(string name) => Get<BooleanDataFrameColumn>(name);

    public ByteDataFrameColumn GetByteColumn(string name) => Get<ByteDataFrameColumn>(name);

    public CharDataFrameColumn GetCharColumn(string name) => Get<CharDataFrameColumn>(name);

    public DateTimeDataFrameColumn GetDateTimeColumn(string name) => Get<DateTimeDataFrameColumn>(name);

    public DecimalDataFrameColumn GetDecimalColumn(string name) => Get<DecimalDataFrameColumn>(name);

    public DoubleDataFrameColumn GetDoubleColumn(string name) => Get<DoubleDataFrameColumn>(name);

    public Int16DataFrameColumn GetInt16Column(string name) => Get<Int16DataFrameColumn>(name);

    public Int32DataFrameColumn GetInt32Column(string name) => Get<Int32DataFrameColumn>(name);

    public Int64DataFrameColumn GetInt64Column(string name) => Get<Int64DataFrameColumn>(name);

    public SByteDataFrameColumn GetSByteColumn(string name) => Get<SByteDataFrameColumn>(name);

    public SingleDataFrameColumn GetSingleColumn(string name) => Get<SingleDataFrameColumn>(name);

    public StringDataFrameColumn GetStringColumn(string name) => Get<StringDataFrameColumn>(name);

    public UInt16DataFrameColumn GetUInt16Column(string name) => Get<UInt16DataFrameColumn>(name);

    public UInt32DataFrameColumn GetUInt32Column(string name) => Get<UInt32DataFrameColumn>(name);

    public UInt64DataFrameColumn GetUInt64Column(string name) => Get<UInt64DataFrameColumn>(name);

    protected override void InsertItem(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RequireLength(column, alone: Count == 0);
        RequireNewName(column.Name, null);
        RowCount = column.Length;
        base.InsertItem(columnIndex, column);
        _columnsChanged();
    }

    protected override void SetItem(int columnIndex, DataFrameColumn column)
    {
        ArgumentNullException.ThrowIfNull(column);
        RequireLength(column, alone: Count == 1);
        RequireNewName(column.Name, this[columnIndex]);
        RowCount = column.Length;
        base.SetItem(columnIndex, column);
        _columnsChanged();
    }

    protected override void RemoveItem(int columnIndex)
    {
        base.RemoveItem(columnIndex);
        if (Count == 0)
            RowCount = 0;
        _columnsChanged();
    }

    protected override void ClearItems()
    {
        base.ClearItems();
        RowCount = 0;
        _columnsChanged();
    }

    private int Find(string columnName) => IndexOf(columnName) is var index and >= 0
        ? index
        : throw new ArgumentException($"There is no column '{columnName}'; there are {string.Join(", ", this.Select(column => $"'{column.Name}'"))}.", nameof(columnName));

    private TColumn Get<TColumn>(string name)
        where TColumn : DataFrameColumn => this[name] is var column && column is TColumn typed
        ? typed
        : throw new ArgumentException($"Column '{name}' of {column.DataType} values is no {typeof(TColumn).Name}.", nameof(name));

    private void RequireLength(DataFrameColumn column, bool alone)
    {
        if (!alone && column.Length != RowCount)
            throw new ArgumentException($"All columns must have the same length: column '{column.Name}' has {column.Length} rows, the others {RowCount}.", nameof(column));
    }

    private void RequireNewName(string name, DataFrameColumn own)
    {
        if (this.Any(column => column != own && column.Name == name))
            throw new ArgumentException($"There is a column '{name}' already.", nameof(name));
    }
}
