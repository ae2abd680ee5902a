using System.Text.Json.Serialization;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Models;

/// <summary>The shape of a <see cref="TokenTransformer"/>.</summary>
public abstract record TokenTransformerConfig : ImageModelConfig
{
    private protected TokenTransformerConfig()
    {
    }

    /// <summary>Whether the position embedding is learned; otherwise it stays the 2-D sin-cos table. Default false.</summary>
    public bool LearnedPositions { get; init; }

    /// <summary>Whether a LayerNorm stands on each head's queries and keys. Default true.</summary>
    public bool QkNorm { get; init; } = true;

    /// <inheritdoc/>
    [JsonIgnore]
    public override long ParameterCount
    {
        get
        {
            checked
            {
                long d = Width, mlp = MlpWidth, patch = PatchDimension;
                long block = (2 * 2 * d)                       // two LayerNorms
                    + (3 * d * d) + (d * d) + d                // qkv, projection
                    + (QkNorm ? 2 * 2L * HeadDimension : 0)    // QK-norm
                    + (d * mlp) + mlp + (mlp * d) + d;         // MLP
                long text = Text is null ? 0 : ((long)Text.Vocabulary * d) + (Text.Places * d) + (2 * d) + (d * Text.Vocabulary);
                return (Tokens * d)                            // positions
                    + (patch * d) + d                          // token projection
                    + (TimestepEmbedding.FrequencyCount * d) + d + (d * d) + d
                    + (Layers * block)
                    + (2 * d) + (d * patch) + patch            // head
                    + text;
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireCountable(this, config => config.ParameterCount);
    }
}
