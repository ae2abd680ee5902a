namespace CausalFusion.ML.Hosting;

/// <summary>What a component writes into a model file to be recognized by.</summary>
/// <param name="Signature">Eight characters that name the format.</param>
/// <param name="LoaderName">The name that its loader is registered under, at most 24 characters.</param>
internal sealed record ModelFormat(string Signature, string LoaderName)
{
    /// <summary>What the loader of <see cref="ImageGenerationTransformer"/> is called.</summary>
    public const string GeneratorLoader = "CausalFusionGenerator";

    /// <summary>What the loader of <see cref="ImageEditingTransformer"/> is called.</summary>
    public const string EditorLoader = "CausalFusionEditor";

    /// <summary>What the loader of <see cref="ImageFeaturizationTransformer"/> is called.</summary>
    public const string FeaturizerLoader = "CausalFusionFeaturizer";

    /// <summary>What the loader of <see cref="ImageCaptioningTransformer"/> is called.</summary>
    public const string CaptionerLoader = "CausalFusionCaptioner";

    /// <summary>The version that is written, and the one that can be read: 1.0.</summary>
    public const uint Version = 0x00010000;

    /// <summary>The format of <see cref="ImageGenerationTransformer"/>.</summary>
    public static ModelFormat Generator { get; } = new("CFIMGGEN", GeneratorLoader);

    /// <summary>The format of <see cref="ImageEditingTransformer"/>.</summary>
    public static ModelFormat Editor { get; } = new("CFIMGEDI", EditorLoader);

    /// <summary>The format of <see cref="ImageFeaturizationTransformer"/>.</summary>
    public static ModelFormat Featurizer { get; } = new("CFIMGFEA", FeaturizerLoader);

    /// <summary>The format of <see cref="ImageCaptioningTransformer"/>.</summary>
    public static ModelFormat Captioner { get; } = new("CFIMGCAP", CaptionerLoader);
}
