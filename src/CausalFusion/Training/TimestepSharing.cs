namespace CausalFusion.Training;

/// <summary>Which noised tokens of a sample have the same timestep in training (paper, App. B, Table 7).</summary>
public enum TimestepSharing
{
    /// <summary>All of a noised sequence (the paper's default).</summary>
    Sequence,

    /// <summary>Those of an AR step: each step of a sequence has a timestep of its own.</summary>
    ArStep,
}
