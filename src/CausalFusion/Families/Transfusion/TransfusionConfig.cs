using System.Text.Json.Serialization;
using CausalFusion.Checkpoints;
using CausalFusion.Models;

namespace CausalFusion.Families.Transfusion;

/// <summary>The shape of a Transfusion network: everything that its weights depend on.</summary>
/// <remarks>Immutable. <see cref="Validate"/> says what is wrong with one that cannot be built.</remarks>
public sealed record TransfusionConfig : TokenTransformerConfig
{
    /// <summary>What files call this family.</summary>
    public const string FamilyName = "transfusion";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Kind => FamilyName;

    /// <inheritdoc/>
    [JsonIgnore]
    public override ModelCapabilities Capabilities => TransfusionFamily.Instance.Capabilities;

    /// <inheritdoc/>
    public override void Validate()
    {
        if (Text is null)
        {
            throw new ArgumentException("Text must be given: a Transfusion network reads text and takes no classes.");
        }
        base.Validate();
    }

    /// <summary>Reads what <see cref="ImageModelConfig.ToJson"/> wrote.</summary>
    /// <param name="json">A JSON object; unknown members are refused, so that a newer file is not read wrongly.</param>
    /// <exception cref="InvalidDataException">The text is not such an object, or describes a network that cannot be built.</exception>
    public static TransfusionConfig FromJson(string json) => ModelConfiguration.FromJson<TransfusionConfig>(json, config => config.Validate());
}
