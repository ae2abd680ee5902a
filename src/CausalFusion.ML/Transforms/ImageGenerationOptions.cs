namespace CausalFusion.ML.Transforms;

/// <summary>How <c>GenerateImages</c> draws.</summary>
public sealed class ImageGenerationOptions : ImageDrawingOptions;
