using System.Globalization;
using CausalFusion.Checkpoints;

namespace CausalFusion.Cli.Commands;

/// <summary>What <c>train</c> did.</summary>
/// <param name="File">The bundle that was written.</param>
/// <param name="Parameters">Parameters of the network.</param>
/// <param name="Images">Images of the data set.</param>
/// <param name="Steps">Steps done, those before a resume included.</param>
/// <param name="FinalLoss">Mean loss of the last steps; null where there were none left to do.</param>
/// <param name="ImagesPerSecond">Images trained on per second in this run; null likewise.</param>
internal sealed record TrainReply(string File, long Parameters, int Images, int Steps, double? FinalLoss, double? ImagesPerSecond)
{
    /// <summary>Mean loss of captions in the last steps; null where none were predicted.</summary>
    public double? FinalTextLoss { get; init; }

    /// <summary>Tokens of the vocabulary; null for a network that takes classes.</summary>
    public int? Vocabulary { get; init; }

    /// <summary>Captions of the images.</summary>
    public int? Captions { get; init; }

    /// <summary>Those of them that are cut.</summary>
    public int? CutCaptions { get; init; }

    /// <summary>What was taken over of a network that takes classes; null where nothing was.</summary>
    public SharedWeights? Weights { get; init; }

    public IEnumerable<string> Lines() =>
    [
        string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {Steps:N0} steps on {Images:N0} images")
            + string.Create(CultureInfo.InvariantCulture, $"{Captions:' with '#,0' captions'}")
            + (FinalLoss is null ? ", all of them done before" : "")
            + string.Create(
                CultureInfo.InvariantCulture, $"{FinalLoss:', loss '0.0000}{FinalTextLoss:', text loss '0.0000}{ImagesPerSecond:', '0.0' images/s'}"),
        File,
    ];
}
