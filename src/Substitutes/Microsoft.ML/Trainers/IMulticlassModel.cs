namespace Microsoft.ML.Trainers;

/// <summary>A model that gives a score for each of several classes.</summary>
internal interface IMulticlassModel
{
    int FeatureCount { get; }

    int ClassCount { get; }

    /// <summary>Writes the classes' scores, higher being likelier.</summary>
    void Score(in VBuffer<float> features, Span<float> scores);
}
