using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>Operators that work on lists of tensors in one call.</summary>
internal static class Foreach
{
    public static readonly Op Zero = new("_foreach_zero_");
    public static readonly Op Negate = new("_foreach_neg");
    public static readonly Op Multiply = new("_foreach_mul_", "Scalar");
    public static readonly Op DivideBy = new("_foreach_div_", "Scalar");
    public static readonly Op AddScalar = new("_foreach_add_", "Scalar");
    public static readonly Op Add = new("_foreach_add_", "List");
    public static readonly Op Sum = new("_foreach_add", "List");
    public static readonly Op AddProduct = new("_foreach_addcmul_", "Scalar");
    public static readonly Op AddQuotient = new("_foreach_addcdiv_", "Scalar");
    public static readonly Op Root = new("_foreach_sqrt");
    public static readonly Op Raise = new("_foreach_maximum_", "List");
}
