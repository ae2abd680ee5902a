using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>Sees from the weights of a CausalFusion network what its configuration is, where the file does not say.</summary>
/// <remarks>
/// Widths, layers, heads (from the norms on queries and keys), tokens, class tokens and classes can be seen. What a token holds cannot: 16 values are
/// a patch of 4×4 pixels of one channel, of 2×2 of four, or of 1×1 of sixteen. Nor can what the network predicts, and how it is told the timestep.
/// These come from a given configuration, or from the preset that the shapes are those of.
/// </remarks>
internal sealed partial class CheckpointShape
{
    // Gray and color images, the latents of Stable Diffusion and of MAR.
    private static readonly int[] _knownChannels = [1, 3, 4, 16];

    private readonly ITensorSource _weights;
    private readonly WeightShapes _shapes;

    private CheckpointShape(ITensorSource weights)
    {
        _weights = weights;
        _shapes = new WeightShapes(weights, KnownName());
    }

    /// <param name="weights">The weights, under the names of the state dict.</param>
    /// <param name="like">Where to take from what the weights do not show; null takes the preset of these shapes, or the defaults.</param>
    /// <exception cref="StateDictMismatchException">What must be there to see it from is not.</exception>
    /// <exception cref="InvalidDataException">The shapes contradict each other, or allow several configurations.</exception>
    public static CausalFusionConfig Infer(ITensorSource weights, CausalFusionConfig? like) => new CheckpointShape(weights).Infer(like);

    private CausalFusionConfig Infer(CausalFusionConfig? like)
    {
        ImmutableArray<long> positions = _shapes.Of("pos_embed", 3), conditions = _shapes.Of("cond_pos_embed", 3),
            token = _shapes.Of("x_proj.weight", 2);
        ImmutableArray<long> classes = _shapes.Of("y_embedder.embedding_table.weight", 2), mlp = _shapes.Of("blocks.0.mlp.fc1.weight", 2);
        _shapes.RequireAll();
        int width = _shapes.Int(token[0]);
        _shapes.Require(positions[0] == 1 && positions[2] == width && conditions[0] == 1 && conditions[2] == width,
            $"expected positions of width {width} in 'pos_embed' and 'cond_pos_embed', (1, tokens, {width}), found "
            + $"({string.Join(", ", positions)}) and ({string.Join(", ", conditions)})");
        TokenGrid grid = _shapes.Grid(positions[1], like?.Grid);
        _shapes.Require(classes[1] % width == 0 && classes[1] > 0 && conditions[1] % (classes[1] / width) == 0 && classes[0] > 1,
            $"expected a table of classes whose rows are a whole number of tokens of width {width}, repeated in 'cond_pos_embed', found rows of "
            + $"{classes[1]} for {conditions[1]} tokens");

        int classTokens = _shapes.Int(classes[1] / width);
        bool hasNorm = _weights.Entries.TryGetValue("blocks.0.attn.q_norm.weight", out TensorEntry? norm);
        CausalFusionConfig seen = new()
        {
            ImageSize = grid.Rows,
            ImageWidth = WidthOf(grid, patch: 1),
            PatchSize = 1,
            Channels = _shapes.Int(token[1]),
            Width = width,
            Layers = _shapes.Blocks,
            Heads =
                hasNorm && norm!.Shape is [> 0 and var head] && width % head == 0 ? _shapes.Int(width / head) : like?.Heads ?? throw _shapes.Refuse(
                "expected the weights of norms on the queries and keys of its attention ('blocks.0.attn.q_norm.weight'), from which the heads are "
                + "counted, found none; "
                + "give a configuration or a preset with as many heads as the network has"),
            QkNorm = hasNorm,
            Classes = _shapes.Int(classes[0] - 1),
            ClassTokens = classTokens,
            ClassTokenRepeats = _shapes.Int(conditions[1] / classTokens),
            MlpRatio = (double)mlp[0] / width,
            LearnedPositions = !HasSinCosPositions(width, grid),
        };
        return Complete(seen, like);
    }

    /// <summary>Adds what cannot be seen.</summary>
    private CausalFusionConfig Complete(CausalFusionConfig seen, CausalFusionConfig? like)
    {
        int values = seen.Channels;
        CausalFusionConfig[] presets =
            [.. CausalFusionPresets.All.Values.Where(preset => preset == With(seen with { Classes = preset.Classes }, preset))];
        if (like is null && presets.Length > 0 && presets.All(preset => With(seen, preset) == With(seen, presets[0])))
        {
            like = presets[0];
        }
        if (like is not null)
        {
            _shapes.Require(like.PatchDimension == values,
                $"expected tokens of {like.PatchDimension} values (patches of {like.PatchSize}×{like.PatchSize} of {like.Channels} channels), "
                + $"found {values}");
            return With(seen, like);
        }
        (int Patch, int Channels)[] choices =
            [.. Enumerable.Range(1, 64).Where(patch => values % (patch * patch) == 0).Select(patch => (patch, values / (patch * patch)))];
        (int Patch, int Channels)[] known = [.. choices.Where(choice => _knownChannels.Contains(choice.Channels))];
        (int Patch, int Channels) only = (known.Length, choices.Length) switch
        {
            (1, _) => known[0],
            (_, 1) => choices[0],
            _ => throw _shapes.Refuse(
                $"its tokens of {values} values can be patches of "
                + $"{string.Join(" or ", choices.Select(choice => $"{choice.Patch}×{choice.Patch} of {choice.Channels} channels"))}; "
                + "give a configuration or a preset that has the one"),
        };
        return seen with
        {
            PatchSize = only.Patch,
            Channels = only.Channels,
            ImageSize = seen.ImageSize * only.Patch,
            ImageWidth = WidthOf(seen.Grid, only.Patch),
        };

        static CausalFusionConfig With(CausalFusionConfig seen, CausalFusionConfig like) => seen with
        {
            PatchSize = like.PatchSize,
            Channels = like.Channels,
            ImageSize = checked(seen.Grid.Rows * like.PatchSize),
            ImageWidth = WidthOf(seen.Grid, like.PatchSize),
            Target = like.Target,
            TimestepConditioning = like.TimestepConditioning,
        };
    }

    private static int? WidthOf(TokenGrid grid, int patch) => grid.Rows == grid.Columns ? null : checked(grid.Columns * patch);

    /// <summary>
    /// Learned positions begin as the table and leave it at once; those that were never trained are the table, as exactly as their type can say it.
    /// </summary>
    private bool HasSinCosPositions(int width, TokenGrid grid)
    {
        if (width % 4 != 0)
        {
            return false;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor positions = _weights.Read("pos_embed");
        double tolerance = positions.dtype switch { ScalarType.BFloat16 => 1e-2, ScalarType.Float16 => 1e-3, _ => 1e-5 };
        Tensor difference = positions.to(ScalarType.Float32).view(grid.Count, width) - PositionEmbedding.SinCos2D(width, grid);
        return difference.abs().max().item<float>() <= tolerance;
    }

    [GeneratedRegex(@"^(pos_embed|cond_pos_embed|(x_proj|t_embedder\.mlp\.[02]|final_layer\.[01])\.(weight|bias)|y_embedder\.embedding_table\.weight"
        + @"|blocks\.\d+\.(norm[12]|attn\.(proj|q_norm|k_norm)|mlp\.fc[12])\.(weight|bias)|blocks\.\d+\.attn\.qkv\.weight)$")]
    private static partial Regex KnownName();
}
