namespace Microsoft.ML;

/// <summary>Put on an assembly, it says that a class can be made by name, and how.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(string summary, Type instType, Type loaderType, Type argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        ArgumentNullException.ThrowIfNull(instType);
        ArgumentNullException.ThrowIfNull(loaderType);
        ArgumentNullException.ThrowIfNull(sigTypes);
        IExceptionContext none = null;
        none.CheckParam(loadNames is { Length: > 0 } && loadNames.All(n => !string.IsNullOrWhiteSpace(n)), nameof(loadNames), "LoadNames must not be empty");
        none.CheckParam(sigTypes.Length > 0 && sigTypes.All(s => s?.BaseType == typeof(MulticastDelegate)), nameof(sigTypes), "Signature types must be delegates");

        Summary = summary;
        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        UserName = userName;
        LoadNames = loadNames;
        SigTypes = sigTypes;
        var signature = sigTypes[0].GetMethod("Invoke").GetParameters().Select(p => p.ParameterType);
        CtorTypes = argType is null ? [.. signature] : [argType, .. signature];
    }

    public string Summary { get; }

    /// <summary>The type of what is made.</summary>
    public Type InstanceType { get; }

    /// <summary>The type that has the constructor or the static Create method.</summary>
    public Type LoaderType { get; }

    public Type ArgType { get; }

    public Type[] SigTypes { get; }

    /// <summary>The parameters of the constructor or method, without the environment.</summary>
    public Type[] CtorTypes { get; }

    public string UserName { get; }

    public string[] LoadNames { get; }
}
