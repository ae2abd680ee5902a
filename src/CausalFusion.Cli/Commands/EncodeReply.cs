using System.Globalization;

namespace CausalFusion.Cli.Commands;

/// <summary>What <c>encode</c> did.</summary>
/// <param name="Folder">Where the latents are.</param>
/// <param name="Images">Images of the data set.</param>
/// <param name="Classes">Its classes.</param>
/// <param name="LatentChannels">Channels of a latent.</param>
/// <param name="LatentSize">Its height and width.</param>
/// <param name="Seconds">How long this run took; images that were encoded before cost nothing.</param>
internal sealed record EncodeReply(string Folder, int Images, int Classes, int LatentChannels, int LatentSize, double Seconds)
{
    public IEnumerable<string> Lines() =>
    [
        string.Create(
            CultureInfo.InvariantCulture, $"{Images:N0} images of {Classes} classes as latents of {LatentSize}×{LatentSize}×{LatentChannels} in "
                + $"{Folder}, {Seconds:0.0} s"),
    ];
}
