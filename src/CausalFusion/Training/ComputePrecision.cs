namespace CausalFusion.Training;

/// <summary>The number type of the forward and backward pass. Weights, their average and the optimizer are float32 in any case.</summary>
public enum ComputePrecision
{
    /// <summary>float32, as the weights are.</summary>
    Full,

    /// <summary>
    /// bfloat16, from a copy of the weights that is made anew for each step. Meant for GPUs: processors without support for it are far slower than
    /// with float32.
    /// </summary>
    BFloat16,
}
