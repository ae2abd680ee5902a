using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Samples.Shapes;
using CausalFusion.Training;
using Microsoft.ML;
using static TorchSharp.torch;

namespace CausalFusion.Samples.Demo.Text;

/// <summary>A network that reads and writes text, trained on shapes and measured by what the world of shapes knows of itself.</summary>
/// <param name="model">The network.</param>
/// <param name="options">What the command line says.</param>
internal sealed class JointNetwork(ImageModel model, TextDemoOptions options)
{
    /// <summary>Height and width of the images.</summary>
    public const int Size = 32;

    /// <summary>Part of the images that show two shapes.</summary>
    public const double Pairs = 0.3;

    /// <summary>The weight of the text loss.</summary>
    public const double TextLossWeight = 0.1;

    private static readonly ImageShape _shape = new(Size, Size, 3);

    // Token by token where there is an AR axis: one after another, the parts of a shape agree on where it is.
    private GenerationOptions Sampling(int tokens) => new()
    {
        ArSteps = HasArAxis ? tokens : 1,
        DiffusionSteps = 25,
        GuidanceScale = 1.5,
        Sampler = SamplerMethod.DpmSolver,
    };

    private bool HasArAxis => model.Config.Capabilities.HasArAxis;

    /// <summary>The network.</summary>
    public ImageModel Model => model;

    /// <summary>Trains it.</summary>
    public TrainingResult Train(IProgress<TrainingProgress> progress)
    {
        using var images = new CaptionTrainingDataset(new ShapesDataset(200_000, Size, options.Seed, Pairs));
        return new Trainer(new TrainingOptions
        {
            Steps = options.Steps,
            // 32 images in a step; CausalFusion learns from two noised copies of each, behind the clean tokens that they share.
            BatchSize = HasArAxis ? 64 : 32,
            NoisedCopies = HasArAxis ? 2 : 1,
            LearningRate = 2e-3,
            WarmupSteps = 100,
            EmaDecay = 0.998,
            ImageFirstShare = 0.2,
            TextLossWeight = TextLossWeight,
            Split = HasArAxis ? ArSplitPolicy.Random(0.9) : ArSplitPolicy.Equal(1),
            Seed = options.Seed,
        }).Train(model, images, progress);
    }

    /// <summary>Generates an image of each prompt.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="seed">The seed of the first; the others have those that follow.</param>
    /// <param name="arSteps">AR steps; as many as suit the network where null.</param>
    public byte[][] Draw(IReadOnlyList<string> prompts, ulong seed, int? arSteps = null)
    {
        using var scope = NewDisposeScope();
        GenerationRequest[] requests = [.. prompts.Select((prompt, i) => new GenerationRequest(Condition.OfText(prompt), seed + (ulong)i))];
        return PixelConversion.ToPixels(new ImageGenerator(model).Generate(requests, Sampling(arSteps ?? model.Config.Tokens)));
    }

    /// <summary>Generates the right half of each image anew, as its prompt says.</summary>
    public byte[][] Edit(IReadOnlyList<byte[]> images, IReadOnlyList<string> prompts, ulong seed)
    {
        using var scope = NewDisposeScope();
        GenerationRequest[] requests = [.. prompts.Select((prompt, i) => new GenerationRequest(Condition.OfText(prompt), seed + (ulong)i))];
        EditMask right = EditMask.Right(model.Config.Grid);
        return PixelConversion.ToPixels(new ImageEditor(model).Edit(ToTensor(images), right, requests, Sampling(right.Count)));
    }

    /// <summary>Captions images.</summary>
    public IReadOnlyList<Caption> Describe(IReadOnlyList<byte[]> images)
    {
        using var scope = NewDisposeScope();
        return new ImageCaptioner(model).Caption(ToTensor(images));
    }

    /// <summary>The share of prompts whose image shows what they say: colors and kinds of all shapes.</summary>
    public static double Shown(IEnumerable<(SceneDescription Asked, byte[] Image)> images) =>
        images.Average(pair => SceneReader.Read(new DecodedImage(_shape, pair.Image)).Match(pair.Asked).ColorAndKind ? 1.0 : 0);

    /// <summary>What captions have right.</summary>
    public static SceneMatch[] Matches(IReadOnlyList<SceneDescription> shown, IReadOnlyList<Caption> captions) =>
    [
        .. shown.Zip(
            captions, (scene, caption) => SceneMatch.Of(scene, SceneCaption.TryParse(caption.Text, out SceneDescription? found) ? found : null)),
    ];

    /// <summary>CIDEr-D of captions.</summary>
    public static double Cider(IReadOnlyList<SceneDescription> shown, IReadOnlyList<Caption> captions)
    {
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable(
            shown.Zip(captions, (scene, caption) => new CaptionRow { Caption = caption.Text, References = [SceneCaption.Of(scene)] }));
        return ml.ImageCaptioning.Evaluate(rows, nameof(CaptionRow.Caption), nameof(CaptionRow.References)).CiderD;
    }

    private static Tensor ToTensor(IReadOnlyList<byte[]> images) => stack(images.Select(image => PixelConversion.ToTensor(image, _shape).squeeze(0)));
}
