namespace Microsoft.ML.Data;

/// <summary>
/// Makes an unsigned integer member's column a key. A single number that is read from the member counts from zero and becomes a key that
/// counts from one, or a missing one where it is not below the key's count; keys are written to members, and vectors of keys read, as they are.
/// </summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyTypeAttribute : Attribute
{
    /// <summary>A key with as many values as the member's type allows.</summary>
    public KeyTypeAttribute()
    {
    }

    public KeyTypeAttribute(ulong count) => Count = count;

    internal ulong? Count { get; }
}
