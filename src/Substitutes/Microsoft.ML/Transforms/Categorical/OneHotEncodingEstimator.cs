namespace Microsoft.ML.Transforms;

/// <summary>Makes vectors of categories: learns which values there are, or is told.</summary>
public sealed class OneHotEncodingEstimator : IEstimator<OneHotEncodingTransformer>
{
    private readonly IHost _host;
    private readonly EstimatorChain<ITransformer> _chain;

    internal OneHotEncodingEstimator(IHostEnvironment env, (string outputColumnName, string inputColumnName)[] columns, OutputKind outputKind,
        int maximumNumberOfKeys, ValueToKeyMappingEstimator.KeyOrdinality keyOrdinality, IDataView keyData)
    {
        _host = env.Register(nameof(OneHotEncodingEstimator));
        (string, string)[] inPlace = [.. columns.Select(pair => (pair.outputColumnName, pair.outputColumnName))];
        var toKeys = new ValueToKeyMappingEstimator(_host, columns, maximumNumberOfKeys, keyOrdinality, addKeyValueAnnotationsAsText: true, keyData);
        var chain = new EstimatorChain<ITransformer>().Append<ITransformer>(toKeys);
        _chain = outputKind switch
        {
            OutputKind.Key => chain,
            OutputKind.Bag => chain.Append<ITransformer>(new KeyToVectorMappingEstimator(_host, outputCountVector: true, inPlace)),
            OutputKind.Indicator => chain.Append<ITransformer>(new KeyToVectorMappingEstimator(_host, outputCountVector: false, inPlace)),
            OutputKind.Binary => chain.Append<ITransformer>(new KeyToBinaryVectorMappingEstimator(_host, inPlace)),
            _ => throw _host.ExceptUserArg(nameof(outputKind), $"There is no kind of output {outputKind}"),
        };
    }

    /// <summary>What becomes of a value.</summary>
    public enum OutputKind : byte
    {
        /// <summary>The number of times that each category occurs in a vector of values.</summary>
        Bag = 1,

        /// <summary>A 1 in the slot of the value's category; for a vector of values, one such vector after the other.</summary>
        Indicator = 2,

        /// <summary>A key.</summary>
        Key = 3,

        /// <summary>The category's number in binary digits.</summary>
        Binary = 4,
    }

    public OneHotEncodingTransformer Fit(IDataView input)
    {
        _host.CheckValue(input, nameof(input));
        return new OneHotEncodingTransformer(_chain.Fit(input));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _chain.GetOutputSchema(inputSchema);
}
