namespace CausalFusion.Models;

/// <summary>What a network can do: what training, generation and editing ask of it in place of its family.</summary>
public sealed record ModelCapabilities
{
    /// <summary>
    /// Whether its images are factorized along the sequence, too: whether AR steps, token orders, guidance ramps and the AR loss weights mean
    /// anything to it.
    /// </summary>
    public bool HasArAxis { get; init; }

    /// <summary>Whether it takes tokens of an image as they are and generates the others, so that it can edit.</summary>
    public bool CanEdit { get; init; }

    /// <summary>Whether it gives features of images (<see cref="ImageModel.Features"/>).</summary>
    public bool HasFeatures { get; init; }

    /// <summary>Whether guidance can cover the first channels alone, as in the published code of DiT.</summary>
    public bool CanGuideChannels { get; init; }

    /// <summary>
    /// Whether it reads and writes text in the place of classes (<see cref="ImageModelConfig.Text"/>): generates images of what a prompt says, and
    /// captions images.
    /// </summary>
    public bool ReadsText { get; init; }
}
