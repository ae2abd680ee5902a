namespace Microsoft.ML;

/// <summary>Looks at the first rows.</summary>
public static class DebuggerExtensions
{
    public static DataDebuggerPreview Preview(this IDataView data, int maxRows = 100) => new(data, maxRows);

    public static DataDebuggerPreview Preview(this ITransformer transformer, IDataView data, int maxRows = 100)
    {
        ArgumentNullException.ThrowIfNull(transformer);
        ArgumentNullException.ThrowIfNull(data);
        return new DataDebuggerPreview(transformer.Transform(data), maxRows);
    }

    public static DataDebuggerPreview Preview(this IEstimator<ITransformer> estimator, IDataView data, int maxRows = 100, int maxTrainingRows = 100)
    {
        ArgumentNullException.ThrowIfNull(estimator);
        ArgumentNullException.ThrowIfNull(data);
        var fitted = estimator.Fit(new RowRange(data, 0, maxTrainingRows));
        return new DataDebuggerPreview(fitted.Transform(data), maxRows);
    }

    public static DataDebuggerPreview Preview<TSource>(this IDataLoader<TSource> loader, TSource source, int maxRows = 100)
    {
        ArgumentNullException.ThrowIfNull(loader);
        return new DataDebuggerPreview(loader.Load(source), maxRows);
    }
}
