namespace CausalFusion.Models;

/// <summary>The network shapes of the paper (FACTS.md §2), by name.</summary>
public static class CausalFusionPresets
{
    /// <summary>The ablation model L/2: 24 layers, width 1024, patch 2 on the 32×32×4 SD latent of a 256×256 image (paper §4–5, App. B).</summary>
    /// <param name="classTokens">Class tokens K: 4, 16 or 64 in the paper.</param>
    /// <param name="classes">Number of classes.</param>
    public static CausalFusionConfig AblationL2(int classTokens = 4, int classes = 1000) => new()
    {
        ImageSize = 32,
        Channels = 4,
        PatchSize = 2,
        Width = 1024,
        Layers = 24,
        Heads = 16,
        Classes = classes,
        ClassTokens = classTokens,
    };

    /// <summary>The system-level model L: 24 layers, width 1024, on the 16×16×16 MAR latent of a 256×256 image.</summary>
    /// <param name="classes">Number of classes.</param>
    public static CausalFusionConfig SystemL(int classes = 1000) => System(1024, 24, 16, classes);

    /// <summary>The system-level model XL: 32 layers, width 1280.</summary>
    /// <param name="classes">Number of classes.</param>
    public static CausalFusionConfig SystemXL(int classes = 1000) => System(1280, 32, 20, classes);

    /// <summary>The system-level model H: width 1408, 40 layers in the paper's table and 48 in the published code.</summary>
    /// <param name="layers">40 or 48.</param>
    /// <param name="classes">Number of classes.</param>
    public static CausalFusionConfig SystemH(int layers = 40, int classes = 1000) => System(1408, layers, 22, classes);

    /// <summary>Every preset for 1,000 classes under its name.</summary>
    public static IReadOnlyDictionary<string, CausalFusionConfig> All { get; } = new SortedDictionary<string, CausalFusionConfig>(StringComparer.OrdinalIgnoreCase)
    {
        ["L/2-K4"] = AblationL2(4),
        ["L/2-K16"] = AblationL2(16),
        ["L/2-K64"] = AblationL2(64),
        ["L"] = SystemL(),
        ["XL"] = SystemXL(),
        ["H-40"] = SystemH(40),
        ["H-48"] = SystemH(48),
    };

    private static CausalFusionConfig System(int width, int layers, int heads, int classes) => new()
    {
        ImageSize = 16,
        Channels = 16,
        PatchSize = 1,
        Width = width,
        Layers = layers,
        Heads = heads,
        Classes = classes,
        ClassTokens = 64,
        LearnedPositions = true,
    };
}
