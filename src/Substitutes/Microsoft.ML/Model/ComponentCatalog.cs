using System.Reflection;

namespace Microsoft.ML.Runtime;

/// <summary>The classes that can be made by name, each registered under a name and a signature.</summary>
public sealed partial class ComponentCatalog
{
    private const BindingFlags AnyAccess = BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClassInfo> _classesByKey = [];

    internal ComponentCatalog()
    {
    }

    /// <summary>Registers the classes that the assembly declares loadable.</summary>
    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        lock (_gate)
        {
            if (!_assemblies.Add(assembly.FullName))
                return;
            AddExtensions(assembly, throwOnError);
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
            {
                if (TryFindMaker(attribute, out var ctor, out var create, out bool requireEnvironment))
                {
                    AddClass(new LoadableClassInfo(attribute, null, ctor, create, requireEnvironment), attribute.LoadNames, throwOnError);
                }
                else if (throwOnError)
                {
                    throw ((IExceptionContext)null).Except($"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
                }
            }
        }
    }

    /// <summary>Makes the component of a name; false where the catalog has none.</summary>
    internal static bool TryCreateInstance<TRes, TSig>(IHostEnvironment env, out TRes result, string name, string options, params object[] extra)
        where TRes : class
    {
        var info = env.ComponentCatalog.Find(name, typeof(TSig));
        if (info is null)
        {
            result = null;
            return false;
        }
        if (!typeof(TRes).IsAssignableFrom(info.Type))
            throw env.Except($"Loadable class '{name}' does not derive from '{typeof(TRes).FullName}'");
        if (!string.IsNullOrEmpty(options))
            throw env.Except($"Loadable class '{name}' doesn't support settings");
        if (info.ExtraArgCount != extra.Length)
            throw env.Except($"Wrong number of extra parameters for loadable class '{name}', need '{info.ExtraArgCount}', given '{extra.Length}'");
        result = (TRes)info.CreateInstance(env, extra);
        return true;
    }

    private void AddClass(LoadableClassInfo info, string[] loadNames, bool throwOnError)
    {
        foreach (var signature in info.SignatureTypes)
        {
            foreach (string name in loadNames)
            {
                if (!_classesByKey.TryAdd((KeyOf(name), signature), info) && throwOnError)
                {
                    throw ((IExceptionContext)null).Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {info.Type.Name}, " +
                        $"already mapped to {_classesByKey[(KeyOf(name), signature)].Type.Name}.");
                }
            }
        }
    }

    private LoadableClassInfo Find(string name, Type signature)
    {
        lock (_gate)
            return _classesByKey.GetValueOrDefault((KeyOf(name), signature));
    }

    private static string KeyOf(string name) => (name ?? "").ToLowerInvariant().Trim();

    private static bool TryFindMaker(LoadableClassAttributeBase attribute, out ConstructorInfo ctor, out MethodInfo create, out bool requireEnvironment)
    {
        ctor = null;
        create = null;
        Type[] bare = attribute.CtorTypes, withEnvironment = [typeof(IHostEnvironment), .. bare];
        foreach (var types in new[] { bare, withEnvironment })
        {
            requireEnvironment = types == withEnvironment;
            if (attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                && (ctor = attribute.LoaderType.GetConstructor(BindingFlags.Instance | AnyAccess, null, types, null)) is not null)
            {
                return true;
            }
        }
        foreach (var types in new[] { bare, withEnvironment })
        {
            requireEnvironment = types == withEnvironment;
            create = attribute.LoaderType.GetMethod("Create", BindingFlags.Static | AnyAccess, null, types, null);
            if (create?.ReturnType == attribute.InstanceType)
                return true;
        }
        create = null;
        requireEnvironment = false;
        return false;
    }
}
