namespace Microsoft.ML.Data;

/// <summary>How many categories a key has.</summary>
public sealed class KeyCount
{
    /// <summary>The number; null where it is as many as the key's type allows.</summary>
    public ulong? Count;

    public KeyCount()
    {
    }

    public KeyCount(ulong count) => Count = count;
}
