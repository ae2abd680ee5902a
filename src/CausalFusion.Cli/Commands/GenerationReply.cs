using System.Globalization;

namespace CausalFusion.Cli.Commands;

/// <summary>What <c>sample</c> or <c>edit</c> did.</summary>
/// <param name="Files">The files of the images, in the order of the requests.</param>
/// <param name="Images">The same with what they were asked to be.</param>
/// <param name="ImagesPerSecond">Images per second, loading and decoding not counted.</param>
/// <param name="Seconds">How long drawing took.</param>
/// <param name="ArSteps">AR steps.</param>
/// <param name="Steps">Diffusion steps in each.</param>
/// <param name="Part">Which of the models in the file was taken.</param>
/// <param name="Grid">The sheet of all images.</param>
internal sealed record GenerationReply(
    IReadOnlyList<string> Files, IReadOnlyList<GeneratedImage> Images, double ImagesPerSecond, double Seconds, int ArSteps, int Steps, string? Part,
    string? Grid)
{
    public IEnumerable<string> Lines() =>
    [
        .. Files,
        .. Grid is null ? Array.Empty<string>() : [Grid],
        string.Create(
            CultureInfo.InvariantCulture, $"{Images.Count} images in {Seconds:0.0} s, {ImagesPerSecond:0.00} "
                + $"images/s{(Part is null ? "" : $", by {Part}")}"),
    ];
}
