using System.ComponentModel;

namespace CausalFusion.Samples.Service.Web;

/// <summary>The body of POST /generate, for its description; it is read field by field.</summary>
internal sealed record GenerateBody
{
    [Description("The network's name; the first one if absent.")]
    public string? Model { get; init; }

    [Description("The class: its name, or its number; nothing in particular if absent. For networks that take classes.")]
    public object? Class { get; init; }

    [Description("What the images are to show; nothing in particular if absent. For networks that read text.")]
    public string? Prompt { get; init; }

    [Description("What guidance leads away from: a text where the network reads text, else a class's name or number.")]
    public object? Negative { get; init; }

    [Description("How many images; 1 if absent.")]
    public int? Count { get; init; }

    [Description("The seed of the first image, 0 to 2^53 - 1; the next have the next ones. A fresh one if absent.")]
    public long? Seed { get; init; }

    [Description("AR steps: 1 is pure diffusion, one for each token pure autoregression; as many as suit the network if absent.")]
    public int? ArSteps { get; init; }

    [Description("Diffusion steps in each AR step; as many as suit the network if absent.")]
    public int? DiffusionSteps { get; init; }

    [Description("The scale of guidance, 0 to 20; 1 is none. What suits the network if absent.")]
    public double? Guidance { get; init; }

    [Description("ddim, dpm++2m, ddpm, ddpm:small, or ddim:ETA; what suits the network if absent.")]
    public string? Sampler { get; init; }

    [Description("The order of the tokens: random (if absent), raster, block:SIDE, dilated:STRIDE or given:I,J,...")]
    public string? Order { get; init; }

    [Description("A picture of which a part is kept, as a file in base64 or a data URL; its middle is scaled to the network's size.")]
    public string? Image { get; init; }

    [Description("White where the picture is generated anew: a file as image, of the network's size.")]
    public string? Mask { get; init; }
}
