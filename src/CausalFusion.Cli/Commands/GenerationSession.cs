using CausalFusion.Generation;
using CausalFusion.Latents;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Commands;

/// <summary>All that images are drawn with.</summary>
/// <param name="Network">The network.</param>
/// <param name="Codec">What turns its images into pixels.</param>
/// <param name="Requests">What to draw.</param>
/// <param name="Options">How.</param>
/// <param name="Noise">The noise that was given; null if it comes from seeds.</param>
/// <param name="HasOwnArSteps">Whether the AR steps are the network's own or the default, not those of the command line.</param>
/// <param name="Device">Where to compute.</param>
internal sealed record GenerationSession(
    ImageModel Network, ImageCodec Codec, IReadOnlyList<GenerationRequest> Requests, GenerationOptions Options, bool HasOwnArSteps, NoiseFile? Noise,
    Device Device)
{
    /// <summary>The options for a number of tokens: AR steps that nobody asked for are no more than these.</summary>
    public GenerationOptions OptionsFor(int tokens) => HasOwnArSteps ? Options.FittedTo(tokens) : Options;
}
