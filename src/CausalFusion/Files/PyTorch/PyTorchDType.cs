using static TorchSharp.torch;

namespace CausalFusion.Files.PyTorch;

/// <summary>An element type that both PyTorch's files and TorchSharp know.</summary>
/// <param name="Name">Its name in Python, in the module <c>torch</c>.</param>
/// <param name="StorageName">The name of its storages there.</param>
/// <param name="Type">Its name in TorchSharp.</param>
/// <param name="Size">Bytes per element.</param>
internal sealed record PyTorchDType(string Name, string StorageName, ScalarType Type, int Size)
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
    ];

    public static string Names => string.Join(", ", All.Select(dtype => dtype.Name));

    public static PyTorchDType? OfStorage(string name) => All.FirstOrDefault(dtype => dtype.StorageName == name);

    public static PyTorchDType? Find(string name) => All.FirstOrDefault(dtype => dtype.Name == name);

    public static PyTorchDType? Find(ScalarType type) => All.FirstOrDefault(dtype => dtype.Type == type);
}
