namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    private const int DefaultSplitSeed = 42;

    /// <summary>A division of data into two parts.</summary>
    public readonly struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }

    /// <summary>Splits rows at random, about the given fraction of them to the test set.</summary>
    /// <param name="data">The rows.</param>
    /// <param name="testFraction">The fraction, between 0 and 1 exclusive.</param>
    /// <param name="samplingKeyColumnName">A column of which equal values stay on the same side.</param>
    /// <param name="seed">The seed; by default the environment's, and a fixed one where it has none.</param>
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(testFraction is > 0 and < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        CheckSamplingKey(data, samplingKeyColumnName);
        return Split(data, samplingKeyColumnName, SplitSeed(seed), 0, testFraction);
    }

    /// <summary>As many splits as there are folds, so that each row is in one of their test sets.</summary>
    public IReadOnlyList<TrainTestData> CrossValidationSplit(IDataView data, int numberOfFolds = 5, string samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        CheckSamplingKey(data, samplingKeyColumnName);
        int own = SplitSeed(seed);
        return [.. Enumerable.Range(0, numberOfFolds).Select(fold =>
            Split(data, samplingKeyColumnName, own, (double)fold / numberOfFolds, fold == numberOfFolds - 1 ? 1 : (fold + 1.0) / numberOfFolds))];
    }

    private static TrainTestData Split(IDataView data, string samplingKeyColumnName, int seed, double lower, double upper) => new(
        SplitFraction.Filter(data, samplingKeyColumnName, seed, lower, upper, complement: true),
        SplitFraction.Filter(data, samplingKeyColumnName, seed, lower, upper, complement: false));

    private int SplitSeed(int? seed) => seed ?? ((IHostEnvironmentInternal)_env).Seed ?? DefaultSplitSeed;

    private void CheckSamplingKey(IDataView data, string name)
    {
        if (name is null)
            return;
        if (data.Schema.GetColumnOrNull(name) is not { } column)
            throw _env.ExceptSchemaMismatch("samplingKeyColumnName", "SamplingKeyColumn", name);
        if (!ColumnStore.CanKeep(column.Type))
            throw _env.ExceptSchemaMismatch("samplingKeyColumnName", "SamplingKeyColumn", name, "a primitive or a vector of them", column.Type.ToString());
    }
}
