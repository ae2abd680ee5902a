using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Native;

/// <summary>Who frees a module's weights.</summary>
internal static class ModuleOwnership
{
    /// <summary>Puts a module where it is to be and makes it the owner of its weights, also where it was made inside a dispose scope.</summary>
    /// <param name="module">The module, its components registered.</param>
    /// <param name="device">Where to put it; where it is if null.</param>
    public static void OwnWeights(this nn.Module module, Device? device = null)
    {
        if (device is not null)
        {
            module.to(device); // makes new parameters
        }
        foreach (Parameter parameter in module.parameters())
        {
            parameter.DetachFromDisposeScope();
        }
    }
}
