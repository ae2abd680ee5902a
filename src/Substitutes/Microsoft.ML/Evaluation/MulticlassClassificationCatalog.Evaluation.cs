namespace Microsoft.ML;

public sealed partial class MulticlassClassificationCatalog
{
    /// <summary>Measures how well scores tell the classes of labelled rows.</summary>
    /// <param name="data">The scored rows.</param>
    /// <param name="labelColumnName">The true class: a key, or a <see cref="float"/> that counts classes from 0.</param>
    /// <param name="scoreColumnName">The probability of each class: a vector of known size, at least two, of <see cref="float"/>.</param>
    /// <param name="predictedLabelColumnName">The predicted class; the column must exist, but the highest score decides.</param>
    /// <param name="topKPredictionCount">Up to which rank among the scores a true class counts as found; 0 to leave it out.</param>
    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelColumnName = "Label", string scoreColumnName = "Score",
        string predictedLabelColumnName = "PredictedLabel", int topKPredictionCount = 0)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        Environment.CheckNonEmpty(scoreColumnName, nameof(scoreColumnName));
        Environment.CheckNonEmpty(predictedLabelColumnName, nameof(predictedLabelColumnName));
        return new MulticlassEvaluator(Environment, topKPredictionCount).Evaluate(data, labelColumnName, scoreColumnName, predictedLabelColumnName);
    }

    /// <summary>Trains as often as there are folds, each time without one fold of the rows, and measures on that fold.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="estimator">What to train.</param>
    /// <param name="numberOfFolds">At least two.</param>
    /// <param name="labelColumnName">The true class.</param>
    /// <param name="samplingKeyColumnName">A column of which equal values stay in the same fold.</param>
    /// <param name="seed">The seed of the division; by default the environment's.</param>
    public IReadOnlyList<CrossValidationResult<MulticlassClassificationMetrics>> CrossValidate(IDataView data, IEstimator<ITransformer> estimator,
        int numberOfFolds = 5, string labelColumnName = "Label", string? samplingKeyColumnName = null, int? seed = null)
    {
        Environment.CheckValue(data, nameof(data));
        Environment.CheckValue(estimator, nameof(estimator));
        Environment.CheckNonEmpty(labelColumnName, nameof(labelColumnName));
        var folds = new DataOperationsCatalog(Environment).CrossValidationSplit(data, numberOfFolds, samplingKeyColumnName, seed);
        return folds.Select((fold, index) =>
        {
            ITransformer model = estimator.Fit(fold.TrainSet);
            IDataView scored = model.Transform(fold.TestSet);
            return new CrossValidationResult<MulticlassClassificationMetrics>(model, Evaluate(scored, labelColumnName), scored, index);
        }).ToArray();
    }
}
