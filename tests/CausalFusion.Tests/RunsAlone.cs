namespace CausalFusion.Tests;

/// <summary>The collection of tests that count what the whole process holds, and so run while no other test does.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone
{
    /// <summary>The number of live tensors, once finalizers have freed what nobody holds.</summary>
    internal static long LiveTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return TorchSharp.torch.Tensor.TotalCount;
    }
}
