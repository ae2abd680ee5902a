namespace Microsoft.ML.Trainers;

/// <summary>Options of trainers that learn from labels.</summary>
public abstract class TrainerInputBaseWithLabel : TrainerInputBase
{
    /// <summary>The column of labels.</summary>
    public string LabelColumnName = ColumnNames.Label;

    private protected TrainerInputBaseWithLabel()
    {
    }
}
