namespace Microsoft.ML.Trainers;

/// <summary>A trainer that takes one column of features, one of labels, and one of weights if asked to.</summary>
public abstract class TrainerEstimatorBase<TTransformer, TModel> : ITrainerEstimator<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    public readonly SchemaShape.Column FeatureColumn;

    public readonly SchemaShape.Column LabelColumn;

    /// <summary>Without a name where the examples are not weighed.</summary>
    public readonly SchemaShape.Column WeightColumn;

    private protected readonly IHost Host;

    private protected TrainerEstimatorBase(IHost host, SchemaShape.Column feature, SchemaShape.Column label, SchemaShape.Column weight = default)
    {
        (Host, FeatureColumn, LabelColumn, WeightColumn) = (host, feature, label, weight);
    }

    public abstract TrainerInfo Info { get; }

    public TTransformer Fit(IDataView input) => Train(input, initial: null);

    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        CheckInputSchema(inputSchema);
        return inputSchema.With(GetOutputColumns(inputSchema));
    }

    /// <summary>Trains, from where <paramref name="initial"/> left off if it is given.</summary>
    private protected TTransformer Train(IDataView data, TModel initial)
    {
        Host.CheckValue(data, nameof(data));
        CheckInputSchema(SchemaShape.Create(data.Schema));
        return MakeTransformer(TrainModel(data, initial), data.Schema);
    }

    private protected abstract TModel TrainModel(IDataView data, TModel initial);

    private protected abstract TTransformer MakeTransformer(TModel model, DataViewSchema trainSchema);

    private protected abstract SchemaShape.Column[] GetOutputColumns(SchemaShape inputSchema);

    private void CheckInputSchema(SchemaShape inputSchema)
    {
        Check(FeatureColumn, "feature");
        if (WeightColumn.Name is not null)
            Check(WeightColumn, "weight");
        Check(LabelColumn, "label");

        void Check(SchemaShape.Column expected, string role)
        {
            if (!inputSchema.TryFindColumn(expected.Name, out SchemaShape.Column actual))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name);
            if (!expected.IsCompatibleWith(actual))
                throw Host.ExceptSchemaMismatch(nameof(inputSchema), role, expected.Name, expected.GetTypeString(), actual.GetTypeString());
        }
    }
}
