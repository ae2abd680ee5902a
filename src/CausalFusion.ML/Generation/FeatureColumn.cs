using CausalFusion.Evaluation;
using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Generation;

/// <summary>A column of features: vectors of floating-point numbers of one length, from whatever featurizer.</summary>
/// <param name="Name">The column's name.</param>
internal sealed record FeatureColumn(string Name)
{
    private const string Role = "feature", Expected = "a vector of Single or Double of known size";

    /// <summary>Reads all rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row has a value that is not finite.</exception>
    public FeatureSet Read(IDataView data)
    {
        DataViewSchema.Column column = data.Schema.Require(Role, Name);
        if (column.Type is not VectorDataViewType { IsKnownSize: true } vector || vector.ItemType is not NumberDataViewType)
        {
            throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
        }
        return vector.ItemType.RawType == typeof(float) ? Read<float>(data, column, vector.Size, value => value)
            : vector.ItemType.RawType == typeof(double) ? Read<double>(data, column, vector.Size, value => (float)value)
            : throw SchemaMismatch.Type(Role, Name, Expected, column.Type.ToString()!);
    }

    private FeatureSet Read<T>(IDataView data, DataViewSchema.Column column, int size, Func<T, float> convert)
    {
        var features = new FeatureSet(size);
        using DataViewRowCursor cursor = data.GetRowCursor([column]);
        ValueGetter<VBuffer<T>> getter = cursor.GetGetter<VBuffer<T>>(column);
        VBuffer<T> buffer = default;
        while (cursor.MoveNext())
        {
            getter(ref buffer);
            try
            {
                features.Add([.. buffer.DenseValues().Select(convert)]);
            }
            catch (ArgumentException exception)
            {
                throw new InvalidDataException($"Row {cursor.Position}, column '{Name}': {exception.Message}", exception);
            }
        }
        return features;
    }
}
