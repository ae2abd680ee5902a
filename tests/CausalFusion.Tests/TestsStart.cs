using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using CausalFusion.Models;

namespace CausalFusion.Tests;

/// <summary>Has CausalFusion see to how native libraries are loaded before a test uses TorchSharp, whichever test comes first.</summary>
internal static class TestsStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "TorchSharp loads its native library once, and tests run in any order.")]
    internal static void Run() => RuntimeHelpers.RunModuleConstructor(typeof(CausalFusionModel).Module.ModuleHandle);
}
