namespace CausalFusion.ML.Hosting;

/// <summary>What a component writes into a model file to be recognised by.</summary>
/// <param name="Signature">Eight characters that name the format.</param>
/// <param name="LoaderName">The name that its loader is registered under, at most 24 characters.</param>
internal sealed record ModelFormat(string Signature, string LoaderName)
{
    /// <summary>
    /// The version that is written now. 1.1 had images of exactly the network's size, labels that are keys, and networks of pixels; 1.2 knew no network but CausalFusion's.
    /// </summary>
    public const uint Version = 0x00010003;

    /// <summary>The oldest version whose readers can read a component with a network of CausalFusion.</summary>
    public const uint OldestReader = 0x00010002;

    /// <summary>The oldest version whose readers can read a component with a network of another kind.</summary>
    public const uint OldestReaderOfKinds = 0x00010003;

    /// <summary>The oldest version that can be read now.</summary>
    public const uint OldestReadable = 0x00010001;

    /// <summary>The format of <see cref="Transforms.ImageGenerationTransformer"/>.</summary>
    public static ModelFormat Generator { get; } = new("CFIMGGEN", "CausalFusionGenerator");

    /// <summary>The format of <see cref="Transforms.ImageEditingTransformer"/>.</summary>
    public static ModelFormat Editor { get; } = new("CFIMGEDI", "CausalFusionEditor");

    /// <summary>The format of <see cref="Transforms.ImageFeaturizationTransformer"/>.</summary>
    public static ModelFormat Featurizer { get; } = new("CFIMGFEA", "CausalFusionFeaturizer");
}
