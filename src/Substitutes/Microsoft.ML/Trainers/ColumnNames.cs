namespace Microsoft.ML.Trainers;

/// <summary>The names that columns have by default.</summary>
internal static class ColumnNames
{
    public const string Features = "Features";
    public const string Label = "Label";
    public const string Score = "Score";
    public const string PredictedLabel = "PredictedLabel";
}
