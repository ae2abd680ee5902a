namespace Microsoft.ML.Data;

/// <summary>The members of a chain, whatever the type of its last.</summary>
internal interface ITransformerChain
{
    IReadOnlyList<ITransformer> Transformers { get; }

    IReadOnlyList<TransformerScope> Scopes { get; }
}
