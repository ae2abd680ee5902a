namespace Microsoft.ML.Data;

/// <summary>A loader that is already there.</summary>
internal sealed class TrivialLoaderEstimator<TSource, TLoader> : IDataLoaderEstimator<TSource, TLoader>
    where TLoader : IDataLoader<TSource>
{
    private readonly TLoader _loader;

    public TrivialLoaderEstimator(TLoader loader) => _loader = loader;

    public TLoader Fit(TSource input) => _loader;

    public SchemaShape GetOutputSchema() => SchemaShape.Create(_loader.GetOutputSchema());
}
