using System.ComponentModel;
using System.Text.Json.Serialization;

namespace CausalFusion.Samples.Service.OpenAI;

/// <summary>The body of POST /v1/images/generations, for its description; it is read field by field.</summary>
internal sealed record ImagesBody
{
    [JsonPropertyName("prompt")]
    [Description("What the images are to show: any text where the network reads text, else a class's name or number. Empty: nothing in particular.")]
    public required string Prompt { get; init; }

    [JsonPropertyName("model")]
    [Description("The network, one of GET /v1/models; the first one if absent.")]
    public string? Model { get; init; }

    [JsonPropertyName("n")]
    [Description("How many images; 1 if absent.")]
    public int? N { get; init; }

    [JsonPropertyName("size")]
    [Description("auto, or the network's own size, such as 28x28.")]
    public string? Size { get; init; }

    [JsonPropertyName("response_format")]
    [Description("url (if absent) or b64_json.")]
    public string? ResponseFormat { get; init; }

    [JsonPropertyName("user")]
    [Description("Any name, which is not looked at.")]
    public string? User { get; init; }

    [JsonPropertyName("stream")]
    [Description("false: images are sent when all are there.")]
    public bool? Stream { get; init; }

    [JsonPropertyName("partial_images")]
    [Description("0: images are sent when all are there.")]
    public int? PartialImages { get; init; }

    [JsonPropertyName("quality")]
    [Description("auto or standard.")]
    public string? Quality { get; init; }

    [JsonPropertyName("style")]
    [Description("auto or natural.")]
    public string? Style { get; init; }

    [JsonPropertyName("background")]
    [Description("auto or opaque.")]
    public string? Background { get; init; }

    [JsonPropertyName("moderation")]
    [Description("auto or low.")]
    public string? Moderation { get; init; }

    [JsonPropertyName("output_format")]
    [Description("png.")]
    public string? OutputFormat { get; init; }

    [JsonPropertyName("negative_prompt")]
    [Description("What guidance leads away from: a text, as prompt; not OpenAI's, as all that follow.")]
    public string? NegativePrompt { get; init; }

    [JsonPropertyName("seed")]
    [Description("The seed of the first image, 0 to 2^53 - 1; the next have the next ones. A fresh one if absent.")]
    public long? Seed { get; init; }

    [JsonPropertyName("ar_steps")]
    [Description("AR steps; as many as suit the network if absent.")]
    public int? ArSteps { get; init; }

    [JsonPropertyName("diffusion_steps")]
    [Description("Diffusion steps in each AR step; as many as suit the network if absent.")]
    public int? DiffusionSteps { get; init; }

    [JsonPropertyName("guidance")]
    [Description("The scale of guidance, 0 to 20; what suits the network if absent.")]
    public double? Guidance { get; init; }

    [JsonPropertyName("sampler")]
    [Description("ddim, dpm++2m, ddpm, ddpm:small, or ddim:ETA; what suits the network if absent.")]
    public string? Sampler { get; init; }

    [JsonPropertyName("order")]
    [Description("The order of the tokens: random (if absent), raster, block:SIDE, dilated:STRIDE or given:I,J,...")]
    public string? Order { get; init; }
}
