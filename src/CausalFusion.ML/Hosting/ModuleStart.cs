using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CausalFusion.Generation;

namespace CausalFusion.ML.Hosting;

/// <summary>Has the assembly CausalFusion prepare what TorchSharp needs before anything of this one uses either.</summary>
internal static class ModuleStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Native libraries read their settings when they are loaded, which any use may bring about.")]
    internal static void Run() => RuntimeHelpers.RunModuleConstructor(typeof(ImageGenerator).Module.ModuleHandle);
}
