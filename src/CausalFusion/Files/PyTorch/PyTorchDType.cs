using static TorchSharp.torch;

namespace CausalFusion.Files.PyTorch;

/// <summary>An element type of PyTorch's files.</summary>
/// <param name="Name">Its name in Python, in the module <c>torch</c>.</param>
/// <param name="StorageName">The name of its storages there; null if it has none of its own.</param>
/// <param name="Type">What it is read as.</param>
/// <param name="Size">Bytes per element in the file.</param>
/// <param name="Widened">The type in the file where TorchSharp has none for it.</param>
internal sealed record PyTorchDType(string Name, string? StorageName, ScalarType Type, int Size, WidenedType? Widened = null)
{
    public static IReadOnlyList<PyTorchDType> All { get; } =
    [
        new("float32", "FloatStorage", ScalarType.Float32, 4),
        new("float64", "DoubleStorage", ScalarType.Float64, 8),
        new("float16", "HalfStorage", ScalarType.Float16, 2),
        new("bfloat16", "BFloat16Storage", ScalarType.BFloat16, 2),
        new("int64", "LongStorage", ScalarType.Int64, 8),
        new("int32", "IntStorage", ScalarType.Int32, 4),
        new("int16", "ShortStorage", ScalarType.Int16, 2),
        new("int8", "CharStorage", ScalarType.Int8, 1),
        new("uint8", "ByteStorage", ScalarType.Byte, 1),
        new("bool", "BoolStorage", ScalarType.Bool, 1),
        new("complex64", "ComplexFloatStorage", ScalarType.ComplexFloat32, 8),
        new("complex128", "ComplexDoubleStorage", ScalarType.ComplexFloat64, 16),
        OfWidened("float8_e4m3fn", WidenedType.Float8E4M3),
        OfWidened("float8_e5m2", WidenedType.Float8E5M2),
        OfWidened("uint16", WidenedType.UInt16),
        OfWidened("uint32", WidenedType.UInt32),
        OfWidened("uint64", WidenedType.UInt64),
    ];

    /// <summary>The names of those that are written, too.</summary>
    public static string Names => string.Join(", ", All.Where(dtype => dtype.Widened is null).Select(dtype => dtype.Name));

    /// <summary>The type whose elements have the bytes that are in the file.</summary>
    public ScalarType Carrier => Widened?.Carrier ?? Type;

    public static PyTorchDType? OfStorage(string name) => All.FirstOrDefault(dtype => dtype.StorageName == name);

    public static PyTorchDType? Find(string name) => All.FirstOrDefault(dtype => dtype.Name == name);

    public static PyTorchDType? Find(ScalarType type) => All.FirstOrDefault(dtype => dtype.Type == type);

    private static PyTorchDType OfWidened(string name, WidenedType type) => new(name, null, ScalarType.Float32, type.Size, type);
}
