namespace Microsoft.ML;

/// <summary>A transformer that scores from one feature column.</summary>
public interface ISingleFeaturePredictionTransformer<out TModel> : IPredictionTransformer<TModel>
{
    string FeatureColumnName { get; }

    DataViewType FeatureColumnType { get; }
}
