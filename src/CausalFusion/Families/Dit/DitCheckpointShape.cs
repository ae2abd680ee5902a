using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Models;

namespace CausalFusion.Families.Dit;

/// <summary>Sees from the weights of a DiT what its configuration is, where the file does not say.</summary>
/// <remarks>
/// All but the heads can be seen: these come from a given configuration, or from the preset of this width and number of layers. Weights under the
/// names of the diffusers library do not show the size of the images either: it comes from the <c>config.json</c> beside them, or from a given
/// configuration.
/// </remarks>
internal static partial class DitCheckpointShape
{
    /// <param name="weights">The weights, under the names of the state dict or of the diffusers library.</param>
    /// <param name="like">Where to take from what the weights do not show; null takes the heads of the preset of these shapes.</param>
    /// <exception cref="StateDictMismatchException">What must be there to see it from is not.</exception>
    /// <exception cref="InvalidDataException">The shapes contradict each other, or leave something open.</exception>
    public static DitConfig Infer(ITensorSource weights, DitConfig? like)
    {
        ITensorSource named = DiffusersNames.AreIn(weights) ? DiffusersNames.View(weights, grid: null) : weights;
        var shapes = new WeightShapes(named, KnownName());
        bool hasPositions = named == weights || named.Entries.ContainsKey("pos_embed");
        ImmutableArray<long> positions = hasPositions ? shapes.Of("pos_embed", 3) : [], patch = shapes.Of("x_embedder.proj.weight", 4),
            output = shapes.Of("final_layer.linear.weight", 2);
        ImmutableArray<long> classes = shapes.Of("y_embedder.embedding_table.weight", 2), mlp = shapes.Of("blocks.0.mlp.fc1.weight", 2);
        shapes.RequireAll();
        int width = shapes.Int(patch[0]), channels = shapes.Int(patch[1]), side = shapes.Int(patch[2]), layers = shapes.Blocks;
        shapes.Require(patch[3] == side, $"expected square patches in 'x_embedder.proj.weight', found {side}×{patch[3]}");
        shapes.Require(classes[0] > 1, $"expected a class and the null class in 'y_embedder.embedding_table.weight', found {classes[0]} rows");
        long values = (long)side * side * channels;
        shapes.Require(output[0] == values || output[0] == 2 * values,
            $"expected {values} values of a patch in 'final_layer.linear.weight', or {2 * values} with learned variance, found {output[0]}");
        DiffusersConfig? beside = named == weights ? null : DiffusersConfig.Beside(weights, width, side);
        TokenGrid grid = hasPositions ? GridOf(shapes, positions, width, like) : GridOf(shapes, side, beside, like);
        like ??= DitPresets.All.Values.FirstOrDefault(preset => preset.Width == width && preset.Layers == layers);
        return new DitConfig
        {
            ImageSize = shapes.Int((long)grid.Rows * side),
            ImageWidth = grid.Rows == grid.Columns ? null : shapes.Int((long)grid.Columns * side),
            Channels = channels,
            PatchSize = side,
            Width = width,
            Layers = layers,
            Heads = beside?.Heads ?? like?.Heads ?? throw shapes.Refuse(
                $"the number of heads cannot be seen from the weights, and no preset has the width {width} and {layers} layers; give a "
                + $"configuration or a preset with as many heads"),
            Classes = shapes.Int(classes[0] - 1),
            MlpRatio = (double)mlp[0] / width,
            LearnedVariance = output[0] == 2 * values,
            Target = output[0] == 2 * values ? PredictionTarget.Noise : like?.Target ?? PredictionTarget.Noise,
        };
    }

    private static TokenGrid GridOf(WeightShapes shapes, ImmutableArray<long> positions, int width, DitConfig? like)
    {
        shapes.Require(positions[0] == 1 && positions[2] == width,
            $"expected the positions of tokens of width {width} in 'pos_embed', (1, tokens, {width}), found ({string.Join(", ", positions)})");
        return shapes.Grid(positions[1], like?.Grid);
    }

    private static TokenGrid GridOf(WeightShapes shapes, int side, DiffusersConfig? beside, DitConfig? like)
    {
        int rows = beside?.ImageSize ?? like?.ImageSize ?? throw shapes.Refuse(
            "the size of its images cannot be seen from weights under the names of the diffusers library; keep the config.json that was published "
            + "with them beside the file, or give a configuration or a preset for images of this size");
        int columns = beside?.ImageSize ?? like?.ImageWidth ?? rows;
        shapes.Require(rows % side == 0 && columns % side == 0,
            $"expected patches of {side}×{side} that cover images of {rows}×{columns}, as the configuration says, found ones that do not");
        return TokenGrid.OfImage(rows / side, columns / side);
    }

    [GeneratedRegex(@"^(pos_embed|(x_embedder\.proj|t_embedder\.mlp\.[02]|final_layer\.(linear|adaLN_modulation\.1))\.(weight|bias)|y_embedder\.embedding_table\.weight"
        + @"|blocks\.\d+\.(attn\.(qkv|proj)|mlp\.fc[12]|adaLN_modulation\.1)\.(weight|bias))$")]
    private static partial Regex KnownName();
}
