namespace Microsoft.ML.Data;

/// <summary>A category: 0 is missing, 1 to <see cref="Count"/> are the categories.</summary>
public sealed class KeyDataViewType : PrimitiveDataViewType
{
    public KeyDataViewType(Type type, ulong count) : base(type)
    {
        if (count == 0 || MaxCount(type) < count)
            throw new ArgumentOutOfRangeException(nameof(count), "The cardinality of a KeyDataViewType must not exceed Type.MaxValue and must be strictly positive.");
        Count = count;
    }

    public KeyDataViewType(Type type, int count) : this(type, (ulong)Math.Max(count, 0))
    {
    }

    /// <summary>How many categories there are.</summary>
    public ulong Count { get; }

    /// <summary>Whether the .NET type can represent a key: an unsigned integer.</summary>
    public static bool IsValidDataType(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type == typeof(byte) || type == typeof(ushort) || type == typeof(uint) || type == typeof(ulong);
    }

    public override bool Equals(DataViewType other) => other is KeyDataViewType key && key.RawType == RawType && key.Count == Count;

    public override bool Equals(object obj) => obj is DataViewType other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(RawType, Count);

    public override string ToString() => $"Key<{RawType.Name}, 0-{Count - 1}>";

    private static ulong MaxCount(Type type)
    {
        if (!IsValidDataType(type))
            throw new ArgumentException("Type must be a byte, ushort, uint, or ulong", nameof(type));
        return type == typeof(byte) ? byte.MaxValue : type == typeof(ushort) ? ushort.MaxValue : type == typeof(uint) ? uint.MaxValue : ulong.MaxValue;
    }
}
