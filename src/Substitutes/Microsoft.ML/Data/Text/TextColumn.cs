namespace Microsoft.ML.Data;

/// <summary>A column of a text file: its type, and the fields that it is in, each range from its first to before its limit.</summary>
internal sealed record TextColumn(string Name, DataKind Kind, DataViewType Type, (int Min, int Lim)[] Fields, bool IsVariable)
{
    private const int Unlimited = int.MaxValue;

    /// <summary>Settles where the columns are in lines of so many fields; null where that is not known.</summary>
    public static TextColumn[] Settle(IExceptionContext context, TextLoader.Column[] columns, int? lineFields)
    {
        foreach (var column in columns)
        {
            context.CheckUserArg(!string.IsNullOrWhiteSpace(column?.Name), nameof(TextLoader.Options.Columns), "A column must have a name");
            context.CheckUserArg(column.Source is { Length: > 0 }, nameof(TextLoader.Options.Columns), $"Column '{column.Name}' must have a source");
        }
        var taken = columns.SelectMany(column => column.Source).Where(range => range is { AllOther: false, VariableEnd: false })
            .Select(range => (range.Min, Lim: LimitOf(range, lineFields) ?? range.Min)).ToArray();
        return [.. columns.Select(column => Settle(context, column, lineFields, taken))];
    }

    /// <summary>How many values a line of so many fields has for the column.</summary>
    public int LengthIn(int lineFields) => Fields.Sum(range => range.Lim == Unlimited ? Math.Max(0, lineFields - range.Min) : range.Lim - range.Min);

    /// <summary>The fields of the column's values, one after the other.</summary>
    public IEnumerable<int> FieldsIn(int lineFields) =>
        Fields.SelectMany(range => Enumerable.Range(range.Min, range.Lim == Unlimited ? Math.Max(0, lineFields - range.Min) : range.Lim - range.Min));

    private static TextColumn Settle(IExceptionContext context, TextLoader.Column column, int? lineFields, (int Min, int Lim)[] taken)
    {
        var fields = new List<(int, int)>();
        foreach (var range in column.Source)
        {
            context.CheckUserArg(range.Min >= 0 && (range.Max ?? range.Min) >= range.Min, nameof(TextLoader.Options.Columns),
                $"Column '{column.Name}' cannot be in fields {range.Min} to {range.Max}");
            context.CheckUserArg(!range.VariableEnd || column.Source.Length == 1, nameof(TextLoader.Options.Columns),
                $"Column '{column.Name}' varies in length, so it must have a single range of fields");
            if (range.VariableEnd)
                fields.Add((range.Min, Unlimited));
            else if (LimitOf(range, lineFields) is not { } limit)
                throw context.ExceptUserArg(nameof(TextLoader.Options.Columns), $"How many fields column '{column.Name}' has is to be seen from a sample of the data, and there is none");
            else if (range.AllOther)
                fields.AddRange(Enumerable.Range(range.Min, Math.Max(0, limit - range.Min)).Where(i => !taken.Any(t => t.Min <= i && i < t.Lim)).Select(i => (i, i + 1)));
            else
                fields.Add((range.Min, limit));
        }
        long size = fields.Sum(range => (long)range.Item2 - range.Item1);
        bool isVariable = column.Source[0].VariableEnd;
        context.CheckUserArg(isVariable || size is > 0 and < int.MaxValue, nameof(TextLoader.Options.Columns), $"Column '{column.Name}' has {size} fields");
        var plain = DataKinds.TypeOf(column.DataKind);
        context.CheckUserArg(column.KeyCount is null || KeyDataViewType.IsValidDataType(plain.RawType), nameof(TextLoader.Options.Columns),
            $"Column '{column.Name}' cannot have keys of kind {column.DataKind}");
        var item = column.KeyCount is { } key ? new KeyDataViewType(plain.RawType, key.Count ?? RowMember.MaxCount(plain.RawType)) : plain;
        bool isVector = size > 1 || column.Source.Any(range => range.ForceVector || range.AutoEnd || range.AllOther || range.VariableEnd);
        return new TextColumn(column.Name, column.DataKind, isVector ? new VectorDataViewType(item, isVariable ? 0 : (int)size) : item, [.. fields], isVariable);
    }

    private static int? LimitOf(TextLoader.Range range, int? lineFields) =>
        range.Max is { } max ? max + 1 : range.AutoEnd || range.AllOther ? lineFields : range.Min + 1;
}
