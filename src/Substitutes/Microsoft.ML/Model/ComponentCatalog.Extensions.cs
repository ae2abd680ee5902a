using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed partial class ComponentCatalog
{
    private readonly Dictionary<(Type Attribute, string ContractName), Type> _extensions = [];

    /// <summary>Makes the extension that an attribute of the given type names so; null where no registered assembly has one.</summary>
    internal object CreateExtension(Type attributeType, string contractName)
    {
        Type type;
        lock (_gate)
            type = _extensions.GetValueOrDefault((attributeType, contractName));
        return type is null ? null : Activator.CreateInstance(type);
    }

    private void AddExtensions(Assembly assembly, bool throwOnError)
    {
        foreach (var type in assembly.GetTypes())
        {
            foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
            {
                var key = (attribute.GetType(), attribute.ContractName);
                if (type.GetConstructor(Type.EmptyTypes) is null || (_extensions.TryGetValue(key, out var known) && known != type))
                {
                    if (throwOnError)
                    {
                        throw ((IExceptionContext)null).Except($"Class '{type}' cannot be the extension with contract '{attribute.ContractName}': " +
                            "it needs a public constructor without parameters and a contract that no other class has.");
                    }
                    continue;
                }
                _extensions[key] = type;
            }
        }
    }
}
