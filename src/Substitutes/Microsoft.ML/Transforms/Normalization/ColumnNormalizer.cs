using System.Numerics;

namespace Microsoft.ML.Transforms;

/// <summary>Normalises a column's values, with what was learned of them.</summary>
internal abstract class ColumnNormalizer
{
    private const byte AffineCode = 1, CdfCode = 2;

    protected ColumnNormalizer(Type itemType, bool isVector, int slots)
    {
        ItemType = ColumnTypes.NumberOrOther(itemType);
        IsVector = isVector;
        Slots = slots;
    }

    public PrimitiveDataViewType ItemType { get; }

    public bool IsVector { get; }

    public int Slots { get; }

    public abstract NormalizingTransformer.NormalizerModelParametersBase Parameters { get; }

    public static bool CanNormalize(DataViewType itemType) =>
        itemType.Equals(NumberDataViewType.Single) || itemType.Equals(NumberDataViewType.Double);

    /// <summary>Whether the column is of the type that was learned from.</summary>
    public bool Fits(DataViewType type) => type.ItemType().Equals(ItemType) && type is VectorDataViewType == IsVector && type.ValueCount() == Slots;

    /// <summary>A getter of the normalised values over a column of a row.</summary>
    public abstract Delegate MakeGetter(DataViewRow row, DataViewSchema.Column column);

    public void Save(BinaryWriter writer)
    {
        writer.Write(ItemType.Equals(NumberDataViewType.Double));
        writer.Write(IsVector);
        writer.Write(Slots);
        writer.Write(Parts.IsCdf ? CdfCode : AffineCode);
        foreach (double value in Parts.First.Concat(Parts.Second))
            writer.Write(value);
    }

    public static ColumnNormalizer Load(IHost host, BinaryReader reader)
    {
        bool isDouble = reader.ReadBoolean(), isVector = reader.ReadBoolean();
        int slots = reader.ReadInt32();
        byte code = reader.ReadByte();
        host.CheckDecode(code is AffineCode or CdfCode, $"Corrupt model file: normalizer {code}");
        long most = (reader.BaseStream.Length - reader.BaseStream.Position) / (2 * sizeof(double));
        host.CheckDecode(slots > 0 && slots <= most && (isVector || slots == 1), $"Corrupt model file: a normalizer of {slots} slots");
        var values = new double[2 * slots];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadDouble();
            host.CheckDecode(double.IsFinite(values[i]), "Corrupt model file: a normalizer's value is not finite");
        }
        return isDouble ? Make<double>(code == CdfCode, isVector, values, slots) : Make<float>(code == CdfCode, isVector, values, slots);
    }

    /// <summary>What was learned of each slot: scale and offset, or mean and standard deviation.</summary>
    protected abstract (bool IsCdf, IEnumerable<double> First, IEnumerable<double> Second) Parts { get; }

    private static ColumnNormalizer Make<T>(bool isCdf, bool isVector, double[] values, int slots)
        where T : struct, IFloatingPointIeee754<T>
    {
        T[] first = [.. values.Take(slots).Select(T.CreateTruncating)], second = [.. values.Skip(slots).Select(T.CreateTruncating)];
        return isCdf ? new CdfNormalizer<T>(isVector, first, second) : new AffineNormalizer<T>(isVector, first, second);
    }
}
