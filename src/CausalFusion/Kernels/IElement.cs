using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>A number type that kernels read and write; they compute in float32.</summary>
/// <typeparam name="TSelf">The type itself, of the size that a value has in memory.</typeparam>
internal unsafe interface IElement<TSelf>
    where TSelf : unmanaged, IElement<TSelf>
{
    /// <summary>What the tensor library calls it.</summary>
    static abstract ScalarType DType { get; }

    /// <summary>Reads 16 values.</summary>
    static abstract Vector512<float> Load(TSelf* source);

    /// <summary>Writes 16 values, each rounded to the nearest.</summary>
    static abstract void Store(Vector512<float> values, TSelf* destination);

    /// <summary>Reads one value.</summary>
    static abstract float Get(TSelf* source);

    /// <summary>Writes one value, rounded to the nearest.</summary>
    static abstract void Set(float value, TSelf* destination);
}
