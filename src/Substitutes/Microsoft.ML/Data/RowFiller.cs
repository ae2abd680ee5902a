using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Fills objects of a class from rows of a schema.</summary>
internal sealed class RowFiller<TRow>
    where TRow : class
{
    private readonly (DataViewSchema.Column Column, MemberInfo Member)[] _bound;

    public RowFiller(IExceptionContext context, DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition definition)
    {
        var bound = new List<(DataViewSchema.Column, MemberInfo)>();
        foreach (var wanted in definition ?? SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Write))
        {
            var member = RowMember.Find(typeof(TRow), wanted.MemberName);
            string name = string.IsNullOrEmpty(wanted.ColumnName) ? wanted.MemberName : wanted.ColumnName;
            if (schema.GetColumnOrNull(name) is not { } column)
            {
                if (ignoreMissingColumns)
                    continue;
                throw context.ExceptSchemaMismatch(nameof(schema), "output", name);
            }
            if (!RowMember.Fits(RowMember.TypeOf(member), column.Type))
            {
                throw context.Except($"Can't bind the IDataView column '{name}' of type '{column.Type}' to field or property '{member.Name}' of type '{RowMember.TypeOf(member)}'.");
            }
            bound.Add((column, member));
        }
        _bound = [.. bound];
    }

    /// <summary>The columns that filling needs.</summary>
    public IEnumerable<DataViewSchema.Column> Columns => _bound.Select(b => b.Column);

    /// <summary>What fills an object from the row's present values.</summary>
    public Action<TRow> Over(DataViewRow row)
    {
        var setters = _bound.Select(b => MemberSetter.Make<TRow>(row, b.Column, b.Member)).ToArray();
        return target =>
        {
            foreach (var setter in setters)
                setter(target);
        };
    }
}
