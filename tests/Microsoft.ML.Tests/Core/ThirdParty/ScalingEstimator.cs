namespace Microsoft.ML.Tests.Core.ThirdParty;

/// <summary>Fits the factor that makes the largest number 1, and counts how often it was fitted.</summary>
internal sealed class ScalingEstimator(string output, string input) : IEstimator<ScalingTransformer>
{
    public int Fits { get; private set; }

    public ScalingTransformer Fit(IDataView data)
    {
        Fits++;
        float max = 0;
        using var cursor = data.GetRowCursor([data.Schema[input]]);
        var get = cursor.GetGetter<float>(data.Schema[input]);
        float value = 0;
        while (cursor.MoveNext())
        {
            get(ref value);
            max = Math.Max(max, value);
        }
        return new ScalingTransformer(output, input, [1 / max]);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        if (!inputSchema.Any(c => c.Name == input))
            throw new ArgumentOutOfRangeException(nameof(inputSchema), $"Could not find input column '{input}'");
        return ShapeOf.Columns([.. inputSchema.Select(c => (c.Name, (Microsoft.ML.Data.DataViewType)c.ItemType)), (output, Microsoft.ML.Data.NumberDataViewType.Single)]);
    }
}
