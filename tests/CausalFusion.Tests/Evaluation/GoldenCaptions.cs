using System.Text.Json;
using CausalFusion.Evaluation;

namespace CausalFusion.Tests.Evaluation;

/// <summary>A case of tests/reference/golden_captions.py.</summary>
internal sealed record GoldenCaptions(
    GoldenCaptions.Image[] Images, double CiderD, double[] CiderDPerImage, double BrevityPenalty, double[] Precisions, double[] Bleu, double RougeL,
    double[] RougeLPerImage)
{
    private static readonly JsonSerializerOptions _naming = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>All cases, by name.</summary>
    public static Dictionary<string, GoldenCaptions> Load() =>
        JsonSerializer.Deserialize<Dictionary<string, GoldenCaptions>>(File.ReadAllText(Path.Combine(Repository.Golden, "captions.json")), _naming)!;

    /// <summary>The words that the reference split the texts into.</summary>
    public CaptionSet Set()
    {
        var set = new CaptionSet();
        foreach (Image image in Images)
        {
            set.Add(image.CaptionWords, image.ReferenceWords);
        }
        return set;
    }

    internal sealed record Image(string Caption, string[] References, string[] CaptionWords, string[][] ReferenceWords);
}
