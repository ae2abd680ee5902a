using System.CommandLine;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Settings;

/// <summary>Where to compute.</summary>
internal static class DeviceOption
{
    public static Option<string> Create() => Setting.Default("--device", "cpu", "Where to compute: cpu, cuda or cuda:N.", "DEVICE");

    /// <exception cref="UsageException">There is no such device.</exception>
    public static Device Of(string name)
    {
        if (name == "cpu")
        {
            return CPU;
        }
        int number = 0, count = cuda.is_available() ? cuda.device_count() : 0;
        bool isGpu = name == "cuda" || (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out number));
        return isGpu && number >= 0 && number < count
            ? device(TorchSharp.DeviceType.CUDA, number)
            : throw new UsageException($"--device: expected cpu, cuda or cuda:N with one of {count} GPUs, found '{name}'.");
    }
}
