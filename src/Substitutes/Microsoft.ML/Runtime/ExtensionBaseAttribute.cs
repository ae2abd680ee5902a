namespace Microsoft.ML;

/// <summary>Put on a class of the user's, it makes the class known to models by a name that they can carry.</summary>
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName) => ContractName = contractName;

    public string ContractName { get; }
}
