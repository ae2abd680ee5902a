namespace TorchSharp.Interop;

/// <summary>What a <see cref="Value"/> holds; the native side has the same numbers.</summary>
internal enum Tag
{
    None = 0,
    Tensor = 1,
    Int = 2,
    Double = 3,
    Bool = 4,
    IntList = 5,
    DoubleList = 6,
    TensorList = 7,
    OptionalTensorList = 8,
    String = 9,
    Generator = 10,
    Device = 11,
    Complex = 12,
}
