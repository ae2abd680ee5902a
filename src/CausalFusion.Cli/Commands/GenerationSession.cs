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
/// <param name="Device">Where to compute.</param>
internal sealed record GenerationSession(
    ImageModel Network, ImageCodec Codec, IReadOnlyList<GenerationRequest> Requests, GenerationOptions Options, NoiseFile? Noise, Device Device);
