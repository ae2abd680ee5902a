namespace TorchSharp.Utils;

/// <summary>Gives the name under which a module registers a field, where it is not the field's own name.</summary>
[AttributeUsage(AttributeTargets.Field)]
public class ComponentNameAttribute : Attribute
{
    public string Name { get; set; }
}
