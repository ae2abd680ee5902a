using CausalFusion.Files;

namespace CausalFusion.Autoencoders;

/// <summary>
/// Finds a KL autoencoder's weights in a checkpoint and gives them the names of its state dict, whichever of the two published families of names it
/// has.
/// </summary>
internal static class KlCheckpointNames
{
    private const string Landmark = KlAutoencoder.Landmark;

    /// <summary>A view of a file in which the autoencoder's tensors have the names and shapes of the state dict; other tensors keep theirs.</summary>
    /// <param name="source">The file; the view owns it.</param>
    /// <param name="levels">The autoencoder's number of resolutions: one family counts the decoder's from the coarsest.</param>
    /// <exception cref="InvalidDataException">The file holds no such autoencoder, or several.</exception>
    public static TensorSourceView View(ITensorSource source, int levels)
    {
        string prefix = FindPrefix(source);
        return new TensorSourceView(source, entry =>
        {
            if (!entry.Name.StartsWith(prefix, StringComparison.Ordinal))
            {
                return null; // other parts of a larger model
            }
            string name = Renamed(entry.Name[prefix.Length..], levels);
            if (name.StartsWith("loss.", StringComparison.Ordinal) || name.StartsWith("model_ema.", StringComparison.Ordinal))
            {
                return null; // what training needed besides
            }
            bool linear = entry.Shape.Length == 2 && IsAttention(name);
            return entry with { Name = name, Shape = linear ? [.. entry.Shape, 1, 1] : entry.Shape };
        });
    }

    /// <summary>The number of channels of the latents of the autoencoder in a file.</summary>
    /// <exception cref="InvalidDataException">The file holds no such autoencoder, or several.</exception>
    public static long LatentChannels(ITensorSource source) =>
        source.Entries.TryGetValue(FindPrefix(source) + "post_quant_conv.weight", out TensorEntry? entry) && entry.Shape.Length == 4
            ? entry.Shape[1]
            : throw new InvalidDataException(
                $"'{source.Name}': expected a KL autoencoder, found no tensor 'post_quant_conv.weight' of four dimensions.");

    private static string FindPrefix(ITensorSource source)
    {
        string[] prefixes = [.. source.Entries.Keys
            .Where(name => name == Landmark || name.EndsWith("." + Landmark, StringComparison.Ordinal))
            .Select(name => name[..^Landmark.Length])];
        return prefixes.Length switch
        {
            1 => prefixes[0],
            0 => throw new InvalidDataException($"'{source.Name}': expected a KL autoencoder, found no tensor '{Landmark}' under any prefix."),
            _ => throw new InvalidDataException(
                $"'{source.Name}': expected one KL autoencoder, found {prefixes.Length}, under the prefixes "
                + $"{string.Join(", ", prefixes.Take(5).Select(prefix => $"'{prefix}'"))}."),
        };
    }

    private static bool IsAttention(string name) => name.Split('.') is [.., "attn_1", _, "weight"] or [.., "attn", _, _, "weight"];

    /// <summary>The state dict's name for a name that the diffusers library gave; another name as it is.</summary>
    internal static string Renamed(string name, int levels)
    {
        return string.Join('.', name.Split('.') switch
        {
            [var side, "down_blocks", var level, "resnets", var block, .. var rest] => [side, "down", level, "block", block, .. Residual(rest)],
            [var side, "down_blocks", var level, "attentions", var block, .. var rest] => [side, "down", level, "attn", block, .. Attention(rest)],
            [var side, "down_blocks", var level, "downsamplers", "0", .. var rest] => [side, "down", level, "downsample", .. rest],
            [var side, "up_blocks", var level, "resnets", var block, .. var rest] => [side, "up", Reversed(level), "block", block, .. Residual(rest)],
            [var side, "up_blocks", var level, "attentions", var block, .. var rest] =>
                [side, "up", Reversed(level), "attn", block, .. Attention(rest)],
            [var side, "up_blocks", var level, "upsamplers", "0", .. var rest] => [side, "up", Reversed(level), "upsample", .. rest],
            [var side, "mid_block", "resnets", "0", .. var rest] => [side, "mid", "block_1", .. Residual(rest)],
            [var side, "mid_block", "resnets", "1", .. var rest] => [side, "mid", "block_2", .. Residual(rest)],
            [var side, "mid_block", "attentions", "0", .. var rest] => [side, "mid", "attn_1", .. Attention(rest)],
            [var side, "conv_norm_out", var last] => [side, "norm_out", last],
            string[] other => other,
        });

        string Reversed(string level) =>
            int.TryParse(level, out int index) && index >= 0 && index < levels
                ? (levels - 1 - index).ToString(System.Globalization.CultureInfo.InvariantCulture)
                : level;

        static string[] Residual(string[] parts) => parts is ["conv_shortcut", var last] ? ["nin_shortcut", last] : parts;

        static string[] Attention(string[] parts) => parts switch
        {
            ["group_norm", var last] => ["norm", last],
            ["query" or "to_q", var last] => ["q", last],
            ["key" or "to_k", var last] => ["k", last],
            ["value" or "to_v", var last] => ["v", last],
            ["proj_attn", var last] => ["proj_out", last],
            ["to_out", "0", var last] => ["proj_out", last],
            _ => parts,
        };
    }
}
