namespace Microsoft.ML.Transforms;

/// <summary>
/// The base of classes that make a mapping again when a model is loaded. Such a class has a
/// <see cref="CustomMappingFactoryAttributeAttribute"/> with the contract name of the mapping, a constructor without parameters, and is in an
/// assembly registered with the component catalog.
/// </summary>
public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    protected CustomMappingFactory()
    {
    }

    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName) =>
        new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName, null, null);
}
