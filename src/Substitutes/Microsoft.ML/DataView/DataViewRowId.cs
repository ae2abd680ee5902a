namespace Microsoft.ML.Data;

/// <summary>128 bits that identify a row independently of the order in which cursors serve it.</summary>
public readonly struct DataViewRowId : IEquatable<DataViewRowId>, IComparable<DataViewRowId>
{
    public readonly ulong Low;
    public readonly ulong High;

    public DataViewRowId(ulong low, ulong high)
    {
        Low = low;
        High = high;
    }

    private bool IsZero => (Low | High) == 0;

    /// <summary>An id that stands for the row of both; neither operand's order nor a zero can be exchanged without changing it.</summary>
    public DataViewRowId Combine(DataViewRowId other)
    {
        if (other.IsZero)
            return this;
        return IsZero ? Mix(other.Low, other.High, 0) : Mix(Low ^ Rotate(other.Low, 29), High ^ Rotate(other.High, 17), other.High + 0x9E3779B97F4A7C15UL);
    }

    /// <summary>An id that continues a sequence begun by this one.</summary>
    public DataViewRowId Fork() => Mix(Low, High, 0xD6E8FEB86659FD93UL);

    /// <summary>Another id that continues the sequence, different from <see cref="Fork"/>.</summary>
    public DataViewRowId Next() => Mix(Low, High, 0xA0761D6478BD642FUL);

    public int CompareTo(DataViewRowId other) => High == other.High ? Low.CompareTo(other.Low) : High.CompareTo(other.High);

    public bool Equals(DataViewRowId other) => Low == other.Low && High == other.High;

    public override bool Equals(object obj) => obj is DataViewRowId other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Low, High);

    public override string ToString() => $"{High:x16}{Low:x16}";

    private static DataViewRowId Mix(ulong low, ulong high, ulong salt)
    {
        low = Scramble(low + salt);
        high = Scramble(high ^ Rotate(low, 31));
        return new DataViewRowId(low + high, high);
    }

    private static ulong Scramble(ulong value)
    {
        value = (value ^ value >> 33) * 0xFF51AFD7ED558CCDUL;
        value = (value ^ value >> 33) * 0xC4CEB9FE1A85EC53UL;
        return value ^ value >> 33;
    }

    private static ulong Rotate(ulong value, int by) => System.Numerics.BitOperations.RotateLeft(value, by);
}
