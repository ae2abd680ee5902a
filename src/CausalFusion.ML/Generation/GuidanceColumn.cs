using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Generation;

/// <summary>Where each row's guidance scale comes from: a column of floating-point numbers, else one scale for all.</summary>
/// <param name="Name">The column's name; null for none.</param>
/// <param name="Common">The scale of rows without one of their own.</param>
internal sealed record GuidanceColumn(string? Name, double Common)
{
    private const string Role = "guidance", Expected = "Single or Double";

    /// <summary>Finds the column in a schema.</summary>
    /// <returns>The column, or null where none is named, or the one named is not there.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column is of another type.</exception>
    public DataViewSchema.Column? Find(DataViewSchema schema)
    {
        if (Name is null || schema.GetColumnOrNull(Name) is not { } column)
        {
            return null;
        }
        return column.Type is NumberDataViewType && (column.Type.RawType == typeof(float) || column.Type.RawType == typeof(double))
            ? column
            : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    /// <summary>A function that gives the current row's scale.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column in its schema that <see cref="Find"/> found.</param>
    /// <returns>
    /// A function that throws <see cref="InvalidDataException"/> where the scale is negative or infinite; a missing one, NaN, is the common one.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column was named and is not there. Found out only here: a pipeline's training rows need none.
    /// </exception>
    public Func<double> Open(DataViewRow row, DataViewSchema.Column? column)
    {
        if (Name is null)
        {
            return () => Common;
        }
        if (column is not { } scales)
        {
            throw SchemaMismatch.Missing(Role, Name, row.Schema.Select(c => c.Name));
        }
        return scales.Type.RawType == typeof(float) ? Read<float>(row, scales, value => value) : Read<double>(row, scales, value => value);
    }

    private Func<double> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> convert) where T : struct
    {
        ValueGetter<T> getter = row.GetGetter<T>(column);
        T value = default;
        return () =>
        {
            getter(ref value);
            double scale = convert(value);
            return double.IsNaN(scale) ? Common
                : scale >= 0 && double.IsFinite(scale) ? scale
                : throw SchemaMismatch.Value(row, Name!, "a guidance scale that is finite and not negative", FormattableString.Invariant($"{scale}"));
        };
    }
}
