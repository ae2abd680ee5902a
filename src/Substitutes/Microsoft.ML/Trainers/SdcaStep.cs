namespace Microsoft.ML.Trainers;

/// <summary>What the losses' dual updates have in common.</summary>
internal static class SdcaStep
{
    public static float SignOf(float label) => label > 0 ? 1 : -1;

    /// <summary>A step larger than <paramref name="large"/> is divided among the threads that may be taking it at the same time.</summary>
    public static float Share(float step, float large, int threads) => threads >= 2 && Math.Abs(step) > large ? step / threads : step;
}
