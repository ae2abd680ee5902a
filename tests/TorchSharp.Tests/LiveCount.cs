using static TorchSharp.torch;

namespace TorchSharp.Tests;

internal static class LiveCount
{
    /// <summary>The count of live tensors once no finalizer of an earlier test can change it any more.</summary>
    public static long Settled()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }
}
