namespace CausalFusion.Attention;

/// <summary>What the blocks of one forward pass share: who sees whom, and the keys and values of tokens that were run before.</summary>
internal sealed class AttentionContext
{
    /// <param name="layout">
    /// The layout over the tokens of this pass; with a cache, its keys are the cached tokens followed by those of this pass.
    /// </param>
    /// <param name="cache">The cache, or null.</param>
    public AttentionContext(AttentionLayout layout, KeyValueCache? cache = null)
    {
        ArgumentNullException.ThrowIfNull(layout);
        Layout = layout;
        Cache = cache;
    }

    /// <summary>Who sees whom.</summary>
    public AttentionLayout Layout { get; }

    /// <summary>Keys and values of earlier tokens, or null where there are none.</summary>
    public KeyValueCache? Cache { get; }
}
