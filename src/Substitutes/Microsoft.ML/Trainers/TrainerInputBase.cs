namespace Microsoft.ML.Trainers;

/// <summary>Options of every trainer.</summary>
public abstract class TrainerInputBase
{
    /// <summary>The column of features: a vector of known size of <see cref="float"/>.</summary>
    public string FeatureColumnName = ColumnNames.Features;

    private protected TrainerInputBase()
    {
    }
}
