namespace CausalFusion.ML.Transforms;

/// <summary>How <c>FeaturizeImages</c> computes features.</summary>
public sealed class ImageFeaturizationOptions
{
    /// <summary>How many blocks of the network to run, 1 to its number of layers. Null (the default) is three quarters of them, rounded up.</summary>
    public int? Layer { get; set; }

    /// <summary>Images that are run at once, at least 1; the features do not depend on it beyond rounding. Default 64.</summary>
    public int BatchSize { get; set; } = 64;
}
