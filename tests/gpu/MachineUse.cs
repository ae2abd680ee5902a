using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>What a run computes on, and how large its work is.</summary>
/// <param name="IsDryRun">Whether it only shows that all of it runs: tiny work on the CPU, by the operators that a GPU would run.</param>
internal sealed record MachineUse(bool IsDryRun)
{
    /// <summary>Where the work is done.</summary>
    public Device Device => IsDryRun ? CPU : CUDA;

    /// <summary>What stands for single precision: in a dry run another type, which the kernels for the CPU do not take.</summary>
    public ScalarType FullPrecision => IsDryRun ? ScalarType.Float64 : ScalarType.Float32;

    /// <summary>Waits for all that is queued on the GPU.</summary>
    public void Synchronize()
    {
        if (!IsDryRun)
        {
            cuda.synchronize();
        }
    }

    /// <summary>Why the work cannot be done here; null where it can.</summary>
    public string? Obstacle() => IsDryRun || cuda.is_available()
        ? null
        : "libtorch finds no CUDA device. Either this program was built without the CUDA libraries (build it with -p:TorchBackend=cuda-linux), "
            + "or NVIDIA's driver is missing or too old for them (nvidia-smi tells its version).";

    /// <summary>The libraries, for the head of the table.</summary>
    public static string Libraries => $"TorchSharp {typeof(torch).Assembly.GetName().Version?.ToString(3)}, libtorch {__version__}";
}
