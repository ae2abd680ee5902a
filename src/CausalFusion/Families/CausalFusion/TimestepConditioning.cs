namespace CausalFusion.Families.CausalFusion;

/// <summary>How a CausalFusion network is told the timestep (paper, §4 and Table 1).</summary>
public enum TimestepConditioning
{
    /// <summary>The time embedding is added to each noised token (the paper's choice).</summary>
    Added,

    /// <summary>
    /// The time embedding is a token of its own (the in-context DiT). One stands before the noised tokens of each AR step and belongs to them: they
    /// see it, it sees what they see, and nothing else sees it. So the condition and the clean tokens stay free of the timestep, and their keys and
    /// values can be cached. It has no position embedding: the bias of the time embedding's last layer already tells it from image tokens.
    /// </summary>
    Token,
}
