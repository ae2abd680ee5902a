using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>The transforms that are functions of the user's.</summary>
public static class CustomMappingCatalog
{
    /// <summary>
    /// Adds the columns of <typeparamref name="TDst"/>, which a function computes from those of <typeparamref name="TSrc"/>. With a contract name
    /// the transformer can be saved, and loaded where a <see cref="CustomMappingFactory{TSrc, TDst}"/> of that name is registered; with null it
    /// cannot be saved.
    /// </summary>
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(
        this TransformsCatalog catalog, Action<TSrc, TDst> mapAction, string contractName,
        SchemaDefinition inputSchemaDefinition = null, SchemaDefinition outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new() =>
        new(catalog.Environment, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);
}
