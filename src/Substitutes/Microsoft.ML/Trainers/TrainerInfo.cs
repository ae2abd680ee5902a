namespace Microsoft.ML;

/// <summary>What a trainer asks of its data.</summary>
public sealed class TrainerInfo
{
    internal TrainerInfo(bool needsNormalization, bool wantsCaching) => (NeedNormalization, WantCaching) = (needsNormalization, wantsCaching);

    /// <summary>Whether the features should be brought to a common scale first.</summary>
    public bool NeedNormalization { get; }

    /// <summary>Whether the trainer passes over the data several times.</summary>
    public bool WantCaching { get; }
}
