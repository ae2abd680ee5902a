namespace CausalFusion.Families.Dit;

/// <summary>The published shapes of DiT, on the SD latent of an image: 4 channels, an eighth of its sides, learned variance.</summary>
public static class DitPresets
{
    /// <summary>DiT-S: width 384, 12 layers, 6 heads.</summary>
    /// <param name="patchSize">2, 4 or 8.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="imageSize">Sides of the latent: 32 for images of 256×256, 64 for 512×512.</param>
    public static DitConfig S(int patchSize = 2, int classes = 1000, int imageSize = 32) => Shape(384, 12, 6, patchSize, classes, imageSize);

    /// <summary>DiT-B: width 768, 12 layers, 12 heads.</summary>
    /// <param name="patchSize">2, 4 or 8.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="imageSize">Sides of the latent: 32 for images of 256×256, 64 for 512×512.</param>
    public static DitConfig B(int patchSize = 2, int classes = 1000, int imageSize = 32) => Shape(768, 12, 12, patchSize, classes, imageSize);

    /// <summary>DiT-L: width 1024, 24 layers, 16 heads. DiT-L/2 is the first row of the paper's Table 1.</summary>
    /// <param name="patchSize">2, 4 or 8.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="imageSize">Sides of the latent: 32 for images of 256×256, 64 for 512×512.</param>
    public static DitConfig L(int patchSize = 2, int classes = 1000, int imageSize = 32) => Shape(1024, 24, 16, patchSize, classes, imageSize);

    /// <summary>DiT-XL: width 1152, 28 layers, 16 heads.</summary>
    /// <param name="patchSize">2, 4 or 8.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="imageSize">Sides of the latent: 32 for images of 256×256, 64 for 512×512.</param>
    public static DitConfig XL(int patchSize = 2, int classes = 1000, int imageSize = 32) => Shape(1152, 28, 16, patchSize, classes, imageSize);

    /// <summary>Every preset for 1,000 classes and images of 256×256 under its name: DiT-S/2, DiT-S/4, …, DiT-XL/8.</summary>
    public static IReadOnlyDictionary<string, DitConfig> All { get; } = new SortedDictionary<string, DitConfig>(
        new[] { 2, 4, 8 }.SelectMany(patch => new Dictionary<string, DitConfig>
        {
            [$"DiT-S/{patch}"] = S(patch),
            [$"DiT-B/{patch}"] = B(patch),
            [$"DiT-L/{patch}"] = L(patch),
            [$"DiT-XL/{patch}"] = XL(patch),
        }).ToDictionary(), StringComparer.OrdinalIgnoreCase);

    private static DitConfig Shape(int width, int layers, int heads, int patchSize, int classes, int imageSize) => new()
    {
        ImageSize = imageSize,
        Channels = 4,
        PatchSize = patchSize,
        Width = width,
        Layers = layers,
        Heads = heads,
        Classes = classes,
    };
}
