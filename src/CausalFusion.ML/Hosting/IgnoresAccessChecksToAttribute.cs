namespace System.Runtime.CompilerServices;

/// <summary>Tells the runtime, which knows it by its name, that this assembly may use what another one keeps internal.</summary>
/// <param name="assemblyName">The other one.</param>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    /// <summary>The other assembly.</summary>
    public string AssemblyName { get; } = assemblyName;
}
