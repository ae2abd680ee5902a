using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Native;

/// <summary>Numbers for TorchSharp's operators, and those operators that make numbers of their own.</summary>
/// <remarks>
/// TorchSharp gives an operator the memory of a <see cref="Scalar"/>, but does not hold the object that owns it. Where nobody else does, the garbage
/// collector may free it while the operator runs, which then computes with another number, or throws. The analyzer of banned symbols
/// (<c>src/BannedSymbols.txt</c>) keeps such operators and conversions out of the library.
/// </remarks>
internal static class Scalars
{
    private const int Held = 32;

    private static readonly Scalar _one = Made(1L), _two = Made(2L);

    [ThreadStatic]
    private static Scalar[]? _latest;

    [ThreadStatic]
    private static int _next;

    /// <summary>A number, which is held until this thread has asked for 31 others: to be given to an operator at once, never to be stored.</summary>
    public static Scalar Kept(double value) => Hold(Made(value));

    /// <inheritdoc cref="Kept(double)"/>
    public static Scalar Kept(long value) => Hold(Made(value));

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, Tensor b) => a.add(b, _one);

    /// <summary>a + b.</summary>
    public static Tensor Plus(this Tensor a, double b) => a.add(Kept(b), _one);

    /// <summary>Adds b to a.</summary>
    /// <returns>a.</returns>
    public static Tensor PlusInPlace(this Tensor a, Tensor b) => a.add_(b, _one);

    /// <summary>a².</summary>
    public static Tensor Squared(this Tensor a) => a.pow(_two);

    private static Scalar Hold(Scalar scalar)
    {
        Scalar[] latest = _latest ??= new Scalar[Held];
        latest[_next] = scalar;
        _next = (_next + 1) % Held;
        return scalar;
    }

#pragma warning disable RS0030 // What is made here is held.
    private static Scalar Made(double value) => value;

    private static Scalar Made(long value) => value;
#pragma warning restore RS0030
}
