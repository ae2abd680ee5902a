using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Adds each row's predicted label and the scores of all labels.</summary>
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly DataViewSchema.Column _label;

    internal MulticlassPredictionTransformer(IHost host, TModel model, DataViewSchema trainSchema, string featureColumn, string labelColumn)
        : base(host, model, trainSchema, featureColumn)
    {
        _label = trainSchema.GetColumnOrNull(labelColumn) ?? throw host.ExceptSchemaMismatch(nameof(labelColumn), "label", labelColumn);
        var scorer = (IMulticlassModel)model;
        host.CheckDecode(FeatureColumnType is VectorDataViewType { ItemType: NumberDataViewType { RawType: var type } } features
            && type == typeof(float) && features.Size == scorer.FeatureCount,
            $"The model takes {scorer.FeatureCount} features, but column '{featureColumn}' is of type {FeatureColumnType}");
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema inputSchema) =>
        new MulticlassScoreMapper((IMulticlassModel)Model, FindFeatures(inputSchema), _label, inputSchema);

    private protected override void SaveCore(ModelSaveContext ctx) =>
        MulticlassPredictionTransformer.Save(ctx, Host, Model, TrainSchema, FeatureColumnName, _label.Name);
}
