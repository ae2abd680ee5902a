using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Native;

/// <summary>Values that are made on the host and computed with elsewhere.</summary>
internal static class HostValues
{
    /// <summary>
    /// Sends a tensor to a device. To a CUDA device it goes through pinned memory, so that neither side waits: an ordinary copy waits for all work
    /// that is queued there.
    /// </summary>
    /// <param name="host">A tensor on the CPU, which is taken over.</param>
    /// <param name="device">Where to.</param>
    /// <returns>The tensor there, in the caller's dispose scope.</returns>
    public static Tensor SentTo(this Tensor host, Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return host;
        }
        using (host)
        {
            if (device.type != DeviceType.CUDA)
            {
                return host.to(device);
            }
            // The allocator keeps pinned memory until the copies from it are done.
            using Tensor pinned = host.pin_memory();
            return pinned.to(device, non_blocking: true);
        }
    }
}
