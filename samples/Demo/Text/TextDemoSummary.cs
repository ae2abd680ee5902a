using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Demo.Text;

/// <summary>The figures of a network, as summary.json holds them.</summary>
internal sealed record TextDemoSummary
{
    [JsonPropertyName("parameters")]
    public long Parameters { get; init; }

    [JsonPropertyName("steps")]
    public int Steps { get; init; }

    [JsonPropertyName("trainImagesPerSecond")]
    public double TrainImagesPerSecond { get; init; }

    /// <summary>Prompts of one shape whose image has it in the right color, as the reader of the world sees it.</summary>
    [JsonPropertyName("imageColourShapeAccuracy")]
    public double ImageColorShapeAccuracy { get; init; }

    /// <summary>Prompts of two shapes whose image has both in the right colors.</summary>
    [JsonPropertyName("pairImageColourShapeAccuracy")]
    public double PairImageColorShapeAccuracy { get; init; }

    /// <summary>Prompts of one shape whose image has it in the right color, when it is generated in one AR step.</summary>
    [JsonPropertyName("oneArStepImageColourShapeAccuracy")]
    public double OneArStepImageColorShapeAccuracy { get; init; }

    /// <summary>Captions of images of one shape or two that name every color and shape rightly.</summary>
    [JsonPropertyName("captionColourShapeAccuracy")]
    public double CaptionColorShapeAccuracy { get; init; }

    /// <summary>Captions in which all else is right, too: sizes, positions, relations.</summary>
    [JsonPropertyName("captionExactAccuracy")]
    public double CaptionExactAccuracy { get; init; }

    [JsonPropertyName("cider")]
    public double Cider { get; init; }

    /// <summary>Edits whose image shows what its prompt says, colors and shapes; null where the network can't edit.</summary>
    [JsonPropertyName("editColourShapeAccuracy")]
    public double? EditColorShapeAccuracy { get; init; }

    [JsonPropertyName("textLoss")]
    public double TextLoss { get; init; }

    [JsonPropertyName("imageLoss")]
    public double ImageLoss { get; init; }

    /// <summary>The same of Transfusion.</summary>
    [JsonPropertyName("transfusion")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TextDemoSummary? Transfusion { get; init; }
}
