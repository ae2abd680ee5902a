using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Models;

namespace CausalFusion.Families.Dit;

/// <summary>Sees from the weights of a DiT what its configuration is, where the file does not say.</summary>
/// <remarks>All but the heads can be seen: these come from a given configuration, or from the preset of this width and number of layers.</remarks>
internal static partial class DitCheckpointShape
{
    /// <param name="weights">The weights, under the names of the state dict.</param>
    /// <param name="like">Where to take the heads from; null takes those of the preset of these shapes.</param>
    /// <exception cref="StateDictMismatchException">What must be there to see it from is not.</exception>
    /// <exception cref="InvalidDataException">The shapes contradict each other, or there is no preset of them.</exception>
    public static DitConfig Infer(ITensorSource weights, DitConfig? like)
    {
        var shapes = new WeightShapes(weights, KnownName());
        ImmutableArray<long> positions = shapes.Of("pos_embed", 3), patch = shapes.Of("x_embedder.proj.weight", 4),
            output = shapes.Of("final_layer.linear.weight", 2);
        ImmutableArray<long> classes = shapes.Of("y_embedder.embedding_table.weight", 2), mlp = shapes.Of("blocks.0.mlp.fc1.weight", 2);
        shapes.RequireAll();
        int width = shapes.Int(patch[0]), channels = shapes.Int(patch[1]), side = shapes.Int(patch[2]), layers = shapes.Blocks;
        shapes.Require(patch[3] == side, $"expected square patches in 'x_embedder.proj.weight', found {side}×{patch[3]}");
        shapes.Require(classes[0] > 1, $"expected a class and the null class in 'y_embedder.embedding_table.weight', found {classes[0]} rows");
        long values = (long)side * side * channels;
        shapes.Require(output[0] == values || output[0] == 2 * values,
            $"expected {values} values of a patch in 'final_layer.linear.weight', or {2 * values} with learned variance, found {output[0]}");
        TokenGrid grid = shapes.Grid(positions[1], like?.Grid);
        like ??= DitPresets.All.Values.FirstOrDefault(preset => preset.Width == width && preset.Layers == layers);
        return new DitConfig
        {
            ImageSize = shapes.Int((long)grid.Rows * side),
            ImageWidth = grid.Rows == grid.Columns ? null : shapes.Int((long)grid.Columns * side),
            Channels = channels,
            PatchSize = side,
            Width = width,
            Layers = layers,
            Heads = like?.Heads ?? throw shapes.Refuse(
                $"the number of heads cannot be seen from the weights, and no preset has the width {width} and {layers} layers; give a "
                + $"configuration or a preset with as many heads"),
            Classes = shapes.Int(classes[0] - 1),
            MlpRatio = (double)mlp[0] / width,
            LearnedVariance = output[0] == 2 * values,
        };
    }

    [GeneratedRegex(@"^(pos_embed|(x_embedder\.proj|t_embedder\.mlp\.[02]|final_layer\.(linear|adaLN_modulation\.1))\.(weight|bias)|y_embedder\.embedding_table\.weight"
        + @"|blocks\.\d+\.(attn\.(qkv|proj)|mlp\.fc[12]|adaLN_modulation\.1)\.(weight|bias))$")]
    private static partial Regex KnownName();
}
