namespace Microsoft.ML.Data;

/// <summary>The type of a column: what its values mean, over the .NET type that represents them.</summary>
public abstract class DataViewType : IEquatable<DataViewType>
{
    private protected DataViewType(Type rawType)
    {
        ArgumentNullException.ThrowIfNull(rawType);
        RawType = rawType;
    }

    /// <summary>The .NET type that getters of such a column fill.</summary>
    public Type RawType { get; }

    public abstract bool Equals(DataViewType other);
}
