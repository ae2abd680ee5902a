using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using CausalFusion.Models;
using static CausalFusion.Checkpoints.ModelConfiguration;

namespace CausalFusion.Families.CausalFusion;

/// <summary>The shape of a CausalFusion network: everything that its weights depend on (paper, Tables 9 and 10).</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record CausalFusionConfig : TokenTransformerConfig
{
    /// <summary>What files call this family.</summary>
    public const string FamilyName = "causalfusion";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => FamilyName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ModelCapabilities Capabilities => CausalFusionFamily.Instance.Capabilities with { ReadsText = Text is not null };

    /// <summary>Number K of condition tokens that a class is embedded as. Default 4.</summary>
    public int ClassTokens { get; init; } = 4;

    /// <summary>
    /// How many times a class's tokens are repeated in the sequence: more computation for the condition without more parameters, since the repeats
    /// share the class table and differ in their position only (paper, App. B, Table 8). Default 1.
    /// </summary>
    public int ClassTokenRepeats { get; init; } = 1;

    /// <summary>How the network is told the timestep. Default added to the noised tokens.</summary>
    public TimestepConditioning TimestepConditioning { get; init; } = TimestepConditioning.Added;

    /// <summary>Condition tokens in the sequence: <see cref="ClassTokens"/> × <see cref="ClassTokenRepeats"/>; none where it reads text.</summary>
    [JsonIgnore]
    public int ConditionTokens => Text is null ? checked(ClassTokens * ClassTokenRepeats) : 0;

    /// <summary>Time tokens before the noised tokens of each AR step: 1 where the timestep is a token, otherwise 0.</summary>
    [JsonIgnore]
    public int TimeTokens => TimestepConditioning == TimestepConditioning.Token ? 1 : 0;

    /// <inheritdoc/>
    [JsonIgnore]
    public override long ParameterCount
    {
        get
        {
            checked
            {
                return base.ParameterCount
                    + ((long)ConditionTokens * Width)
                    + (Text is null ? (Classes + 1L) * ClassTokens * Width : 0); // class table
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate()
    {
        RequireAtLeast(1, ClassTokens);
        RequireAtLeast(1, ClassTokenRepeats);
        RequireDefined(TimestepConditioning);
        base.Validate();
    }

    /// <summary>Reads what <see cref="ImageModelConfig.ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public static CausalFusionConfig FromJson(string json) => ModelConfiguration.FromJson<CausalFusionConfig>(json, config => config.Validate());
}
