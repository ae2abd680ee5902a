namespace Microsoft.ML.Trainers;

/// <summary>A trainer that learns from one example after the other.</summary>
public abstract class StochasticTrainerBase<TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public StochasticTrainerBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
        : base(host, feature, label, weight)
    {
    }

    public override TrainerInfo Info { get; } = new(needsNormalization: true, wantsCaching: true);
}
