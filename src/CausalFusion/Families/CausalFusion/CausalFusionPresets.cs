namespace CausalFusion.Families.CausalFusion;

/// <summary>The network shapes of the paper (Tables 8 to 10), by name.</summary>
public static class CausalFusionPresets
{
    /// <summary>The ablation model L/2: 24 layers, width 1024, patch 2 on the 32×32×4 SD latent of a 256×256 image (paper §4–5, App. B).</summary>
    /// <param name="classTokens">Class tokens K: 4, 16 or 64 in the paper, or 1 and 4 with repeats.</param>
    /// <param name="classes">Number of classes.</param>
    /// <param name="repeats">How many times the class tokens are repeated: 64 and 16 in the paper, of 1 and 4 (Table 8).</param>
    public static CausalFusionConfig AblationL2(int classTokens = 4, int classes = 1000, int repeats = 1) => new()
    {
        ImageSize = 32,
        Channels = 4,
        PatchSize = 2,
        Width = 1024,
        Layers = 24,
        Heads = 16,
        Classes = classes,
        ClassTokens = classTokens,
        ClassTokenRepeats = repeats,
    };

    /// <summary>
    /// A step of the recipe from DiT to CausalFusion (paper §4, Table 1): L/2 with in-context conditions, trained in one AR step
    /// (<c>Split = ArSplitPolicy.Equal(1)</c>, <c>ArLossWeight = 1</c>). The further step, warm-up, is an option of the training.
    /// </summary>
    /// <param name="time">The timestep as a token, as in the in-context DiT, or added to the noised tokens.</param>
    /// <param name="qkNorm">Whether queries and keys are normalized.</param>
    /// <param name="classTokens">Class tokens K: 1 where the table says 305M parameters, 4 where it says 308M.</param>
    /// <param name="classes">Number of classes.</param>
    public static CausalFusionConfig InContextL2(
        TimestepConditioning time = TimestepConditioning.Token, bool qkNorm = false, int classTokens = 1, int classes = 1000) =>
        AblationL2(classTokens, classes) with { TimestepConditioning = time, QkNorm = qkNorm };

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
    public static IReadOnlyDictionary<string, CausalFusionConfig> All { get; } =
        new SortedDictionary<string, CausalFusionConfig>(StringComparer.OrdinalIgnoreCase)
        {
            ["InContext-L/2"] = InContextL2(),
            ["InContext-L/2-Added"] = InContextL2(TimestepConditioning.Added, classTokens: 4),
            ["InContext-L/2-Added-QkNorm"] = InContextL2(TimestepConditioning.Added, qkNorm: true, classTokens: 4),
            ["L/2-K4"] = AblationL2(4),
            ["L/2-K16"] = AblationL2(16),
            ["L/2-K64"] = AblationL2(64),
            ["L/2-K1x64"] = AblationL2(1, repeats: 64),
            ["L/2-K4x16"] = AblationL2(4, repeats: 16),
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
