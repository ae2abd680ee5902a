namespace CausalFusion.Cli.Commands;

/// <summary>What <c>caption</c> did.</summary>
/// <param name="Captions">The captions, in the order of the images.</param>
/// <param name="CaptionsPerSecond">Captions per second, loading not counted.</param>
/// <param name="Seconds">How long reading the images and writing the captions took.</param>
/// <param name="Part">Which of the models in the file was taken.</param>
/// <param name="File">The table that was written.</param>
internal sealed record CaptionReply(IReadOnlyList<CaptionedFile> Captions, double CaptionsPerSecond, double Seconds, string? Part, string? File)
{
    /// <summary>How near the captions are to references; null where there are none.</summary>
    public CaptionScores? Scores { get; init; }

    /// <summary>
    /// A line for each image: its path, a tab, and the caption, in which line ends and tabs are spaces; then one of the scores, if there are any.
    /// </summary>
    public IEnumerable<string> Lines() =>
        [.. Captions.Select(image => $"{image.Path}\t{OnOneLine(image.Caption)}"), .. Scores is null ? [] : (string[])[Scores.Summary]];

    private static string OnOneLine(string text) => string.Concat(text.Select(character => char.IsControl(character) ? ' ' : character));
}
