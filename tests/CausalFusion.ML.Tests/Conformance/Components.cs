using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Models;
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

    private static readonly ImageGenerationTransformer _text = FitText(TextNetworks.Config), _transfusion = FitText(TextNetworks.TransfusionConfig);

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
        ["GenerateImages of prompts"] = ByPrompt(_text),
        ["GenerateImages of prompts with Transfusion"] = ByPrompt(_transfusion),
        ["EditImages by prompts"] = new(
            (ml, _, stop) =>
                ml.Transforms.EditImages(Component.Output, "Image", _text,
                    new() { PromptColumnName = "Caption", Mask = "top", Generation = _sampling, CancellationToken = stop }),
            "Caption", "prompt", ByImage, 1, "CausalFusionEditor"),
        ["CaptionImages"] = Captioner(_text, new() { BatchSize = 4 }),
        ["CaptionImages by sampling"] = Captioner(_text, new() { Decoding = CaptionDecoding.Sampling, TopK = 50, BatchSize = 4 }),
        ["CaptionImages by beam search"] = Captioner(_text, new() { Decoding = CaptionDecoding.BeamSearch, Beams = 3, BatchSize = 4 }),
        ["CaptionImages with Transfusion"] = Captioner(_transfusion, new() { BatchSize = 4 }),
        ["CaptionImages, scores"] = new(
            (ml, _, stop) =>
                ml.Transforms.CaptionImages(Component.Other, "Image", _text,
                    new() { ScoreColumnName = Component.Output, Captioning = new() { BatchSize = 4 }, CancellationToken = stop }),
            "Image", "image", ByNumber, 1e-3f, "CausalFusionCaptioner")
        {
            Columns = 2,
        },
    };

    /// <summary>
    /// Whether a component's output is one that features are made of row by row: no text or file, and no number, which ML.NET reads by several
    /// cursors at once to make a vector of it.
    /// </summary>
    public static bool HasFeatures(string name) => All[name].Predict != ByFile && All[name].Predict != ByText && All[name].Predict != ByNumber;

    private static Component ByPrompt(ITransformer network) => new(
        (ml, _, stop) => ml.Transforms.GenerateImages(Component.Output, "Caption", network, new()
        {
            Generation = _sampling with { GuidanceScale = 2, Negative = Condition.OfText("odd") },
            CancellationToken = stop,
        }),
        "Caption", "prompt", ByImage, 1, "CausalFusionGenerator");

    private static Component Captioner(ITransformer network, CaptionOptions options) => new(
        (ml, _, stop) => ml.Transforms.CaptionImages(Component.Output, "Image", network, new() { Captioning = options, CancellationToken = stop }),
        "Image", "image", ByText, 0, "CausalFusionCaptioner")
    {
        FewestValues = 2,
    };

    private static ImageGenerationTransformer FitText(ImageModelConfig config)
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext();
        return ml.Transforms.GenerateImages(
            Component.Output, "Caption", TextNetworks.Save(folder["text"], config)).Fit(ml.Data.LoadFromEnumerable(ConformanceRow.Make(1)));
    }

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

    private static Func<ConformanceRow, float[]> ByText(MLContext ml, ITransformer transformer)
    {
        PredictionEngine<ConformanceRow, TextResult> engine = Engine<TextResult>(ml, transformer);
        return row => Component.Characters(engine.Predict(row).Output);
    }

    private static Func<ConformanceRow, float[]> ByNumber(MLContext ml, ITransformer transformer)
    {
        PredictionEngine<ConformanceRow, NumberResult> engine = Engine<NumberResult>(ml, transformer);
        return row => [engine.Predict(row).Output];
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

    private sealed class TextResult
    {
        public string Output { get; set; } = "";
    }

    private sealed class NumberResult
    {
        public float Output { get; set; }
    }

    private sealed class FileResult
    {
        public byte[] Output { get; set; } = [];
    }
}
