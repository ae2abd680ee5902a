namespace CausalFusion.Attention;

/// <summary>What one attention call of the tensor library is told of who sees whom.</summary>
internal enum AttentionCallKind
{
    /// <summary>Nothing: every query sees every key that the call is given.</summary>
    Full,

    /// <summary>That the i-th query sees the first i keys and the i-th, without a mask.</summary>
    Causal,

    /// <summary>A dense mask.</summary>
    Masked,
}
