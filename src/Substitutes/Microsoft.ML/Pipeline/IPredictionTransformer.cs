namespace Microsoft.ML;

/// <summary>A transformer that scores with a trained model.</summary>
public interface IPredictionTransformer<out TModel> : ITransformer
{
    TModel Model { get; }
}
