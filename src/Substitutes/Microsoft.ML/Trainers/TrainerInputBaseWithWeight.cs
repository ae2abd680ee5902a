namespace Microsoft.ML.Trainers;

/// <summary>Options of trainers that can weigh their examples.</summary>
public abstract class TrainerInputBaseWithWeight : TrainerInputBaseWithLabel
{
    /// <summary>The column of the examples' weights; null where all weigh the same.</summary>
    public string? ExampleWeightColumnName = null;

    private protected TrainerInputBaseWithWeight()
    {
    }
}
