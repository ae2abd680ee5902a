using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>An element type of safetensors that is read.</summary>
/// <param name="Name">Its name in a safetensors header.</param>
/// <param name="Type">What it is read as.</param>
/// <param name="Size">Bytes per element in the file.</param>
/// <param name="Rank">Its place in the order in which the format's reference writer lays tensors out: the most strictly aligned come first.</param>
/// <param name="Widened">The type in the file where TorchSharp has none for it, which is never written.</param>
internal sealed record SafetensorsDType(string Name, ScalarType Type, int Size, int Rank, WidenedType? Widened = null)
{
    /// <summary>All types, those that are written first and by rank.</summary>
    public static IReadOnlyList<SafetensorsDType> All { get; } =
    [
        new("I64", ScalarType.Int64, 8, 0),
        new("F64", ScalarType.Float64, 8, 1),
        new("F32", ScalarType.Float32, 4, 2),
        new("I32", ScalarType.Int32, 4, 3),
        new("BF16", ScalarType.BFloat16, 2, 4),
        new("F16", ScalarType.Float16, 2, 5),
        new("I16", ScalarType.Int16, 2, 6),
        new("I8", ScalarType.Int8, 1, 7),
        new("U8", ScalarType.Byte, 1, 8),
        new("BOOL", ScalarType.Bool, 1, 9),
        OfWidened(WidenedType.Float8E4M3),
        OfWidened(WidenedType.Float8E5M2),
        OfWidened(WidenedType.UInt16),
        OfWidened(WidenedType.UInt32),
        OfWidened(WidenedType.UInt64),
    ];

    public static SafetensorsDType? Find(string name) => All.FirstOrDefault(dtype => dtype.Name == name);

    public static SafetensorsDType? Find(ScalarType type) => All.FirstOrDefault(dtype => dtype.Type == type && dtype.Widened is null);

    public static SafetensorsDType Of(ScalarType type) =>
        Find(type) ?? throw new ArgumentException($"safetensors has no element type for {type}; it has {Names}.", nameof(type));

    /// <summary>The names of those that are written, too.</summary>
    public static string Names => string.Join(", ", All.Where(dtype => dtype.Widened is null).Select(dtype => dtype.Name));

    private static SafetensorsDType OfWidened(WidenedType type) => new(type.Name, ScalarType.Float32, type.Size, int.MaxValue, type);
}
