using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>Every component of ours, by name.</summary>
internal static class Components
{
    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 2, BatchSize = 4 };

    // Like the trained network, it is there before a test counts tensors and after.
    private static readonly ImageGenerationTransformer _dit = FitDit();

    public static IReadOnlyDictionary<string, Component> All { get; } = new Dictionary<string, Component>
    {
        ["GenerateImages"] = Generator(ImageOutputKind.Image, ByImage, 1),
        ["GenerateImages to pixels"] = Generator(ImageOutputKind.Pixels, ByNumbers, 0.05f),
        ["GenerateImages to PNG"] = Generator(ImageOutputKind.Png, ByFile, 1),
        ["GenerateImages with DiT"] = new(
            (ml, _, stop) =>
                ml.Transforms.GenerateImages(Component.Output, "Label", _dit, new() { Generation = _sampling, CancellationToken = stop }),
            "Label", "label", ByImage, 1, "CausalFusionGenerator"),
        ["EditImages"] = Editor(ImageOutputKind.Image, ByImage, 1),
        ["EditImages to pixels"] = Editor(ImageOutputKind.Pixels, ByNumbers, 0.05f),
        ["EditImages to PNG"] = Editor(ImageOutputKind.Png, ByFile, 1),
        ["FeaturizeImages"] = new(
            (ml, model, stop) =>
                ml.Transforms.FeaturizeImages(Component.Output, "Image", model,
                    new() { BatchSize = 4, CancellationToken = stop }), "Image", "image", ByNumbers, 1e-4f, "CausalFusionFeaturizer"),
    };

    private static Component Generator(
        ImageOutputKind kind, Func<MLContext, ITransformer, Func<ConformanceRow, float[]>> predict, float tolerance) => new(
        (ml, model, stop) =>
            ml.Transforms.GenerateImages(Component.Output, "Label", model, new() { Output = kind, Generation = _sampling, CancellationToken = stop }),
        "Label", "label", predict, tolerance, "CausalFusionGenerator");

    private static ImageGenerationTransformer FitDit()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        return ml.Transforms.GenerateImages(
            Component.Output, "Label", Diffusions.Save(folder["dit"])).Fit(ml.Data.LoadFromEnumerable(ConformanceRow.Make(1)));
    }

    private static Component Editor(
        ImageOutputKind kind, Func<MLContext, ITransformer, Func<ConformanceRow, float[]>> predict, float tolerance) => new(
        (ml, model, stop) =>
            ml.Transforms.EditImages(Component.Output, "Image", model,
                new() { Output = kind, LabelColumnName = "Label", Generation = _sampling, CancellationToken = stop }),
        "Image", "image", predict, tolerance, "CausalFusionEditor");

    private static Func<ConformanceRow, float[]> ByImage(MLContext ml, ITransformer transformer)
    {
        PredictionEngine<ConformanceRow, ImageResult> engine = Engine<ImageResult>(ml, transformer);
        return row => Component.Pixels(engine.Predict(row).Output!, dispose: true);
    }

    private static Func<ConformanceRow, float[]> ByNumbers(MLContext ml, ITransformer transformer)
    {
        PredictionEngine<ConformanceRow, NumbersResult> engine = Engine<NumbersResult>(ml, transformer);
        return row => engine.Predict(row).Output;
    }

    private static Func<ConformanceRow, float[]> ByFile(MLContext ml, ITransformer transformer)
    {
        PredictionEngine<ConformanceRow, FileResult> engine = Engine<FileResult>(ml, transformer);
        return row => Component.Decoded(engine.Predict(row).Output);
    }

    private static PredictionEngine<ConformanceRow, T> Engine<T>(MLContext ml, ITransformer transformer) where T : class, new() =>
        ml.Model.CreatePredictionEngine<ConformanceRow, T>(transformer, new PredictionEngineOptions { OwnsTransformer = false });

    private sealed class ImageResult
    {
        [ImageType(TestPictures.Size, TestPictures.Size)]
        public MLImage? Output { get; set; }
    }

    private sealed class NumbersResult
    {
        public float[] Output { get; set; } = [];
    }

    private sealed class FileResult
    {
        public byte[] Output { get; set; } = [];
    }
}
