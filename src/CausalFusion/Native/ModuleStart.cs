using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace CausalFusion.Native;

/// <summary>What must hold before the first tensor is made; runs before anything else of this assembly.</summary>
internal static class ModuleStart
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "Native libraries read their settings when they are loaded, which any use may bring about.")]
    internal static void Run()
    {
        NativeSettings.Apply();
        TorchLibrary.HelpLoading();
    }
}
