using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>What the tensor library's attention calls cost on a device: all that the choice between many calls and a mask depends on.</summary>
/// <param name="Call">
/// What a call takes besides its products (the views and the joining of its keys, the launches, the joining of the outputs), in multiply-adds that
/// the device does in that time.
/// </param>
/// <param name="Masked">How many times as long a query and a key take in a call with a mask as in one without.</param>
/// <param name="FewCalls">Where that many calls do without any mask, no mask is considered.</param>
internal sealed record AttentionCosts(double Call, double Masked, int FewCalls)
{
    /// <summary>Splits always.</summary>
    public static AttentionCosts NeverMasked { get; } = new(0, double.PositiveInfinity, 0);

    /// <summary>Makes one call with one mask of all that does not see everything.</summary>
    public static AttentionCosts AlwaysMasked { get; } = new(1e30, 1, 0);

    // Forward and backward together, as tests/gpu measures them. Two threads of an AVX-512 processor: 160 to 190 µs a call and 3 to 14 · 10⁹
    // multiply-adds (of the forward pass) a second; with a mask 1.1 to 2 times the time.
    private static AttentionCosts Processor { get; } = new(2e6, 1.2, 4);

    // Estimated, not measured: 60 µs a call. In 16 bits a mask keeps the flash kernels (3 · 10¹³ multiply-adds a second) from being used, and the
    // next best takes about twice as long; in float32 there is one kernel (3 · 10¹²) for both, which reads the mask besides.
    private static AttentionCosts HalfOnDevice { get; } = new(2e9, 2, 4);

    private static AttentionCosts FullOnDevice { get; } = new(2e8, 1.25, 4);

    /// <summary>The costs on a kind of device.</summary>
    /// <param name="device">The kind of device.</param>
    /// <param name="dtype">The type of queries, keys and values.</param>
    public static AttentionCosts Of(DeviceType device, ScalarType dtype) => device == DeviceType.CPU
        ? Processor
        : dtype is ScalarType.BFloat16 or ScalarType.Float16 ? HalfOnDevice : FullOnDevice;
}
