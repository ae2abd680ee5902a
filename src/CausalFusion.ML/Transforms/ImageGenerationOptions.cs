namespace CausalFusion.ML.Transforms;

/// <summary>How <c>GenerateImages</c> generates.</summary>
public sealed class ImageGenerationOptions : ImageDrawingOptions;
