namespace Microsoft.ML.Data;

/// <summary>Estimators of which each is fitted to what those before it put out.</summary>
public sealed class EstimatorChain<TLastTransformer> : IEstimator<TransformerChain<TLastTransformer>>
    where TLastTransformer : class, ITransformer
{
    /// <summary>The last member; null in an empty chain.</summary>
    public readonly IEstimator<TLastTransformer> LastEstimator;

    private readonly IEstimator<ITransformer>[] _estimators;
    private readonly TransformerScope[] _scopes;

    /// <summary>For each member, whether what it puts out is cached before the next is fitted.</summary>
    private readonly bool[] _cacheAfter;

    public EstimatorChain() : this([], [], [])
    {
    }

    private EstimatorChain(IEstimator<ITransformer>[] estimators, TransformerScope[] scopes, bool[] cacheAfter)
    {
        _estimators = estimators;
        _scopes = scopes;
        _cacheAfter = cacheAfter;
        LastEstimator = estimators.LastOrDefault() as IEstimator<TLastTransformer>;
    }

    public TransformerChain<TLastTransformer> Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        // Shapes are checked through the whole chain before anything is trained.
        GetOutputSchema(SchemaShape.Create(input.Schema));

        var data = input;
        var fitted = new List<ITransformer>();
        for (int i = 0; i < _estimators.Length; i++)
        {
            fitted.Add(_estimators[i].Fit(data));
            if (i == _estimators.Length - 1)
                break;
            data = fitted[i].Transform(data);
            if (_cacheAfter[i])
                data = new CacheDataView(data);
        }
        return new TransformerChain<TLastTransformer>(fitted, _scopes);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return _estimators.Aggregate(inputSchema, (shape, e) => e.GetOutputSchema(shape));
    }

    public EstimatorChain<TNewTrans> Append<TNewTrans>(IEstimator<TNewTrans> estimator, TransformerScope scope = TransformerScope.Everything)
        where TNewTrans : class, ITransformer
    {
        ArgumentNullException.ThrowIfNull(estimator);
        return new EstimatorChain<TNewTrans>([.. _estimators, (IEstimator<ITransformer>)estimator], [.. _scopes, scope], [.. _cacheAfter, false]);
    }

    /// <summary>Caches what the last member puts out, so that what follows can pass over it many times at no cost but memory.</summary>
    public EstimatorChain<TLastTransformer> AppendCacheCheckpoint(IHostEnvironment env)
    {
        ArgumentNullException.ThrowIfNull(env);
        if (_estimators.Length == 0 || _cacheAfter[^1])
            return this;
        return new EstimatorChain<TLastTransformer>(_estimators, _scopes, [.. _cacheAfter[..^1], true]);
    }
}
