namespace CausalFusion.Kernels;

/// <summary>A way to multiply float32 matrices.</summary>
internal enum ProductKind
{
    /// <summary>The tensor library's BLAS.</summary>
    Blas,

    /// <summary><see cref="PackedProduct"/>, in blocks.</summary>
    Packed,
}
