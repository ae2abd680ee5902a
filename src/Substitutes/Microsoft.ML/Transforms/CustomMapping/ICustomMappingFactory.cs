namespace Microsoft.ML.Transforms;

/// <summary>Makes the transformer of a mapping that a model knows only by name.</summary>
internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}
