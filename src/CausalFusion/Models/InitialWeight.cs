namespace CausalFusion.Models;

/// <summary>How a parameter begins.</summary>
internal enum InitialWeight
{
    /// <summary>As its module made it: tables, and LayerNorms of one and zero.</summary>
    AsBuilt,

    /// <summary>Zero.</summary>
    Zero,

    /// <summary>Drawn from N(0, 0.02).</summary>
    Normal,

    /// <summary>Drawn uniformly from a range that keeps the variance of what passes through (Xavier).</summary>
    XavierUniform,
}
