using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>An element type that both safetensors and TorchSharp know.</summary>
/// <param name="Name">Its name in a safetensors header.</param>
/// <param name="Type">Its name in TorchSharp.</param>
/// <param name="Size">Bytes per element.</param>
/// <param name="Rank">Its place in the order in which the format's reference writer lays tensors out: the most strictly aligned come first.</param>
internal sealed record SafetensorsDType(string Name, ScalarType Type, int Size, int Rank)
{
    /// <summary>All types, by rank.</summary>
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
    ];

    public static SafetensorsDType? Find(string name) => All.FirstOrDefault(dtype => dtype.Name == name);

    public static SafetensorsDType? Find(ScalarType type) => All.FirstOrDefault(dtype => dtype.Type == type);

    public static SafetensorsDType Of(ScalarType type) =>
        Find(type) ?? throw new ArgumentException($"safetensors has no element type for {type}; it has {Names}.", nameof(type));

    public static string Names => string.Join(", ", All.Select(dtype => dtype.Name));
}
