using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Demo.Shipped;

/// <summary>What the shipped networks do, as shipped.json holds it: on fewer images than their cards' figures.</summary>
internal sealed record ShippedSummary
{
    /// <summary>From the start of the program to the picture of the prompt.</summary>
    [JsonPropertyName("secondsToFirstPicture")]
    public double SecondsToFirstPicture { get; init; }

    /// <summary>Generated garments that a classifier of real pixels gives the class asked for.</summary>
    [JsonPropertyName("fashionAgreement")]
    public double FashionAgreement { get; init; }

    /// <summary>Fréchet distance of generated garments from the test set, by the features of the network that the demo has trained.</summary>
    [JsonPropertyName("fashionFid")]
    public double FashionFid { get; init; }

    /// <summary>
    /// Images of the names of held-out emoji that show the same in the same colors, by the nearest real one; null where not measured.
    /// </summary>
    [JsonPropertyName("emojiFollowed")]
    public double? EmojiFollowed { get; init; }

    /// <summary>CIDEr-D of the captions of held-out emoji; null where not measured.</summary>
    [JsonPropertyName("emojiCaptionCider")]
    public double? EmojiCaptionCider { get; init; }
}
