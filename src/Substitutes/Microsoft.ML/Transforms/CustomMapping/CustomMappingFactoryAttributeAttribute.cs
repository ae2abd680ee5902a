namespace Microsoft.ML.Transforms;

/// <summary>Put on a <see cref="CustomMappingFactory{TSrc, TDst}"/>, it names the mapping that the factory makes.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public sealed class CustomMappingFactoryAttributeAttribute : ExtensionBaseAttribute
{
    public CustomMappingFactoryAttributeAttribute(string contractName) : base(contractName)
    {
    }
}
