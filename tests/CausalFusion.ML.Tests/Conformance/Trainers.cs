using CausalFusion.ML.Tests.Data;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Every trainer of ours, by name.</summary>
internal static class Trainers
{
    public static IReadOnlyDictionary<string, Trainer> All { get; } = new Dictionary<string, Trainer>
    {
        ["CausalFusion"] =
            Trainer.Of(TrainerTask.Generation, () => TestPictures.Options(), (ml, options) => ml.ImageGeneration.Trainers.CausalFusion(options)),
        ["Dit"] = Trainer.Of(TrainerTask.Generation, Diffusions.Options, (ml, options) => ml.ImageGeneration.Trainers.Dit(options)),
        ["CausalFusion of captions"] = Trainer.Of(
            TrainerTask.Captioning, TextNetworks.Options, (ml, options) => ml.ImageCaptioning.Trainers.CausalFusion(options)),
        ["Transfusion of captions"] = Trainer.Of(
            TrainerTask.Captioning, TextNetworks.TransfusionOptions, (ml, options) => ml.ImageCaptioning.Trainers.Transfusion(options)),
    };
}
