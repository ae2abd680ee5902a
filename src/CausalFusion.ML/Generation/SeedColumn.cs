using CausalFusion.ML.Columns;
using CausalFusion.Randomness;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Generation;

/// <summary>Where the seed of each row's image comes from: a column of numbers, else the row's id and a seed common to all rows.</summary>
/// <param name="Name">The column's name; null for "Seed", if there is such a column of whole numbers.</param>
/// <param name="CommonSeed">The seed that, with a row's id, gives the seed of a row without one of its own.</param>
internal sealed record SeedColumn(string? Name, ulong CommonSeed)
{
    private const ulong Purpose = 0x73656564; // "seed"
    private const string Role = "seed", DefaultName = "Seed", Expected = "whole numbers";

    /// <summary>Finds the column in a schema.</summary>
    /// <returns>The column, or null where there is none.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The column that was named is no column of whole numbers.</exception>
    public DataViewSchema.Column? Find(DataViewSchema schema)
    {
        if (schema.GetColumnOrNull(Name ?? DefaultName) is not { } column)
        {
            return null;
        }
        if (column.Type is NumberDataViewType && IntegerReader.CanRead(column.Type.RawType))
        {
            return column;
        }
        return Name is null ? null : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    /// <summary>A function that gives the seed of the current row's image.</summary>
    /// <param name="row">The row.</param>
    /// <param name="column">The column in its schema that <see cref="Find"/> found.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column was named and is not there. Found out only here: a pipeline's training rows need no seeds.
    /// </exception>
    public Func<ulong> Open(DataViewRow row, DataViewSchema.Column? column)
    {
        if (column is { } seeds)
        {
            return IntegerReader.Open(row, seeds);
        }
        if (Name is not null)
        {
            throw SchemaMismatch.Missing(Role, Name, row.Schema.Select(c => c.Name));
        }
        ValueGetter<DataViewRowId> idGetter = row.GetIdGetter();
        return () =>
        {
            DataViewRowId id = default;
            idGetter(ref id);
            return new RandomStream(CommonSeed, Purpose, id.Low, id.High).NextUInt64();
        };
    }
}
