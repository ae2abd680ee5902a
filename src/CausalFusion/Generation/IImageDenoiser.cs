using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>A network as generation sees it, whatever its kind.</summary>
internal interface IImageDenoiser
{
    /// <summary>The network's configuration.</summary>
    IDenoiserConfig Config { get; }

    /// <summary>Where the network is.</summary>
    Device Device { get; }

    /// <summary>Checks that the network can generate as planned.</summary>
    /// <exception cref="ArgumentException">It cannot.</exception>
    void Check(GenerationPlan plan);

    /// <summary>Begins a batch.</summary>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="plan">How; it is guided or not, and has the schedule that predictions are for.</param>
    /// <returns>The batch; the caller disposes it.</returns>
    IBatchDenoiser Begin(Tensor labels, GenerationPlan plan);
}
