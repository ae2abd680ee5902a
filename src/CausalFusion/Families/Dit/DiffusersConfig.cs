using System.Text.Json;
using CausalFusion.Files;

namespace CausalFusion.Families.Dit;

/// <summary>What the diffusers library says of a DiT in the <c>config.json</c> beside its weights, where these do not show it.</summary>
/// <param name="Heads">Number of attention heads; null where it does not say it.</param>
/// <param name="ImageSize">Sides of the image or latent.</param>
internal sealed record DiffusersConfig(int? Heads, int ImageSize)
{
    private const string FileName = "config.json";

    private const long MaxLength = 1 << 20;

    // Latents of images of 4096 pixels a side: the table of positions grows with it, and the weights show nothing of its size.
    private const int MaxSide = 512;

    /// <summary>Reads the file beside the weights.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="width">Their width, which the file must agree with.</param>
    /// <param name="patch">The sides of their patches, which must divide the image's.</param>
    /// <returns>What it says; null where there is no such file, or one about something else.</returns>
    public static DiffusersConfig? Beside(ITensorSource weights, int width, int patch)
    {
        string? folder = File.Exists(weights.Name) ? Path.GetDirectoryName(Path.GetFullPath(weights.Name)) : null;
        if (folder is null || new FileInfo(Path.Combine(folder, FileName)) is not { Exists: true, Length: <= MaxLength } file)
        {
            return null;
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(file.FullName));
            if (document.RootElement is not { ValueKind: JsonValueKind.Object } root
                || Number(root, "sample_size") is not (> 0 and <= MaxSide and var side) || side % patch != 0)
            {
                return null;
            }
            int? heads = Number(root, "num_attention_heads"), head = Number(root, "attention_head_dim");
            bool fits = (Number(root, "patch_size") ?? patch) == patch && (heads is null || (heads > 0 && width % heads == 0))
                && (heads is null || head is null || (long)heads * head == width);
            return fits ? new DiffusersConfig(heads, side) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // it is the weights that were asked for
        }
    }

    private static int? Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number
            : null;
}
