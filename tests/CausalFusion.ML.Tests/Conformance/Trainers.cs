using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Every trainer of ours, by name.</summary>
internal static class Trainers
{
    public static IReadOnlyDictionary<string, Trainer> All { get; } = new Dictionary<string, Trainer>
    {
        ["CausalFusion"] = Trainer.Of(() => TestPictures.Options(), (ml, options) => ml.ImageGeneration.Trainers.CausalFusion(options)),
        ["Dit"] = Trainer.Of(Diffusions.Options, (ml, options) => ml.ImageGeneration.Trainers.Dit(options)),
    };
}
