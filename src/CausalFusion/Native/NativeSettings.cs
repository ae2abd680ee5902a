using System.Runtime.InteropServices;

namespace CausalFusion.Native;

/// <summary>Settings of the native libraries that they read from the environment when they are loaded. What the user has set stays.</summary>
internal static partial class NativeSettings
{
    /// <summary>Puts them into force, before anything of TorchSharp is used.</summary>
    public static void Apply()
    {
        // Idle OpenMP threads that spin take the cores from .NET's threads and from our kernels'.
        if (!IsSet("GOMP_SPINCOUNT") && !IsSet("KMP_BLOCKTIME"))
        {
            SetDefault("OMP_WAIT_POLICY", "PASSIVE");
        }
        // Left to itself, MKL adds up small products in an order that differs from call to call.
        SetDefault("MKL_CBWR", "AUTO");
    }

    private static void SetDefault(string name, string value)
    {
        if (IsSet(name))
        {
            return;
        }
        Environment.SetEnvironmentVariable(name, value);
        if (!OperatingSystem.IsWindows())
        {
            // .NET keeps a copy of the environment, which native code does not see.
            _ = SetEnvironmentVariable(name, value, overwrite: 1);
        }
    }

    private static bool IsSet(string name) => !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(name));

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironmentVariable(string name, string value, int overwrite);
}
