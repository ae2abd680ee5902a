namespace Microsoft.ML.Data;

/// <summary>A transformer that scores rows by one column of features.</summary>
public abstract class SingleFeaturePredictionTransformerBase<TModel> : PredictionTransformerBase<TModel>, ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
{
    private protected SingleFeaturePredictionTransformerBase(IHost host, TModel model, DataViewSchema trainSchema, string featureColumn)
        : base(host, model, trainSchema)
    {
        FeatureColumnName = featureColumn;
        FeatureColumnType = trainSchema.GetColumnOrNull(featureColumn)?.Type ?? throw host.ExceptSchemaMismatch(nameof(featureColumn), "feature", featureColumn);
    }

    public string FeatureColumnName { get; }

    public DataViewType FeatureColumnType { get; }

    public sealed override DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        return RowToRowMapperTransform.OutputSchemaOf(inputSchema, MakeRowMapper(inputSchema));
    }

    /// <summary>The column of features of another schema, which must be of the type that the model was trained on.</summary>
    private protected DataViewSchema.Column FindFeatures(DataViewSchema inputSchema)
    {
        if (inputSchema.GetColumnOrNull(FeatureColumnName) is not { } column)
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName);
        if (!column.Type.Equals(FeatureColumnType))
            throw Host.ExceptSchemaMismatch(nameof(inputSchema), "feature", FeatureColumnName, FeatureColumnType.ToString(), column.Type.ToString());
        return column;
    }
}
