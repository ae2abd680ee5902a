namespace Microsoft.ML.Tests.Trainers;

/// <summary>What a model says of a row.</summary>
internal sealed class Scored
{
    public uint PredictedLabel { get; set; }

    public float[] Score { get; set; } = [];
}
