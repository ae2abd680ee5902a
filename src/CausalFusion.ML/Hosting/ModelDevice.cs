using CausalFusion.Native;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Hosting;

/// <summary>Where networks run: on the GPU that the <c>MLContext</c> names, else on the CPU.</summary>
internal static class ModelDevice
{
    /// <summary>The device that an environment asks for.</summary>
    /// <param name="env">The environment.</param>
    /// <exception cref="InvalidOperationException">There is no such GPU, and the environment does not fall back to the CPU.</exception>
    /// <exception cref="DllNotFoundException">TorchSharp's native library cannot be loaded; the message says why, and what to do.</exception>
    public static Device Of(IHostEnvironment env)
    {
        TorchLibrary.EnsureLoaded();
        if (MLNetInternals.GpuDeviceId(env) is not { } id)
        {
            return CPU;
        }
        int count = cuda.is_available() ? cuda.device_count() : 0;
        if (id >= 0 && id < count)
        {
            return device(DeviceType.CUDA, id);
        }
        string problem = $"GpuDeviceId: expected the number of a GPU, of which this process sees {count}, found {id}.";
        if (!MLNetInternals.FallbackToCpu(env))
        {
            throw new InvalidOperationException($"{problem} Set FallbackToCpu to run on the CPU.");
        }
        using IChannel channel = env.Start("Device");
        channel.Warning(MessageSensitivity.None, "{0} Running on the CPU.", problem);
        return CPU;
    }
}
