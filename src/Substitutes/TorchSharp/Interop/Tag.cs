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
    BoolList = 7,
    TensorList = 8,
    OptionalTensorList = 9,
    String = 10,
    Generator = 11,
    Device = 12,
    Complex = 13,
}
