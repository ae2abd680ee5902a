using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Tokenizers;
using Microsoft.ML.TorchSharp;
using Microsoft.ML.TorchSharp.AutoFormerV2;
using Microsoft.ML.TorchSharp.NasBert.Models;
using Microsoft.ML.Transforms.Image;
using TorchSharp.Modules;

namespace CausalFusion.Coexistence.Tests;

/// <summary>
/// Microsoft.ML.TorchSharp 0.23.1, which is made for TorchSharp 0.102.7, in one program with CausalFusion: what works and what does not, as
/// docs/faq.md tells. No weights are downloaded: where a trainer looks for its pretrained ones, the tests put files.
/// </summary>
public class CoexistenceTests(BothInOneProgram program) : IClassFixture<BothInOneProgram>
{
    private static readonly Assembly _theirs = typeof(TorchSharpCatalog).Assembly;
    private static readonly string _answers = File.ReadAllText(Path.Combine(Repository.Root, "docs", "faq.md"));

    [Fact]
    public void Theirs_is_loaded_and_ours_trains_and_draws()
    {
        Assert.Equal(3, program.Sum);
        Assert.All(program.Trainers, trainer => Assert.Same(_theirs, trainer.GetType().Assembly));

        IDataView wishes = program.Context.Data.LoadFromEnumerable([new Wish { Label = "red" }, new Wish { Label = "blue" }]);
        IDataView drawn = program.Generator.Transform(wishes);

        Assert.Equal([8, 8], drawn.GetColumn<MLImage>("GeneratedImage").Select(image => image.Width));
    }

    [Fact]
    public void Their_evaluation_works()
    {
        IDataView found = program.Context.Data.LoadFromEnumerable([
            new Detected { Labels = ["cat"], Boxes = [0, 0, 4, 4], PredictedLabels = ["cat"], PredictedBoxes = [0, 0, 4, 4], Scores = [0.9f] },
        ]);
        DataViewSchema schema = found.Schema;

        ObjectDetectionMetrics metrics = program.Context.MulticlassClassification.EvaluateObjectDetection(
            found, schema["Labels"], schema["Boxes"], schema["PredictedLabels"], schema["PredictedBoxes"], schema["Scores"]);

        Assert.Equal(1, metrics.MAP50, 1e-5);
    }

    [Fact]
    public void Their_methods_find_what_they_call_but_for_two()
    {
        List<string> failed = [];
        int compiled = 0;
        IEnumerable<MethodBase> methods = _theirs.GetTypes().SelectMany(Members);
        foreach (MethodBase method in methods.Where(method => method.GetMethodBody() is not null && !method.ContainsGenericParameters))
        {
            try
            {
                RuntimeHelpers.PrepareMethod(method.MethodHandle);
                compiled++;
            }
            catch (MissingMethodException exception)
            {
                Assert.Contains("functional.interpolate", exception.Message, StringComparison.Ordinal);
                failed.Add($"{method.DeclaringType!.Name}.{method.Name}");
            }
        }
        Assert.Equal(["AutoFormerV2Block.forward", "FPN.forward"], failed.Order());
        Assert.True(compiled > 500, $"Only {compiled} methods were compiled.");
    }

    [Fact]
    public void Their_object_detection_does_not_train()
    {
        // A file of no weights, of which the trainer takes what there are.
        var seen = new Seen { Label = [1], BoundingBoxes = [0, 0, 4, 4], Image = BothInOneProgram.Picture.Of("red", 0).Image };
        Exception exception = Refused(
            "autoformer_11m_torchsharp.bin",
            file => File.WriteAllBytes(file, [0]),
            ml => ml.MulticlassClassification.Trainers.ObjectDetection(maxEpoch: 1).Fit(ml.Data.LoadFromEnumerable([seen])));

        Assert.IsType<MissingMethodException>(exception);
        Assert.Contains("functional.interpolate", exception.Message, StringComparison.Ordinal);
        Assert.Contains("functional.interpolate", _answers, StringComparison.Ordinal);
    }

    [Fact]
    public void Their_language_networks_free_weights_while_they_initialize_them_and_do_not_train()
    {
        Text[] texts = [new() { Label = 1, Sentence1 = "a red square" }, new() { Label = 2, Sentence1 = "a blue one" }];
        Exception exception = Refused(
            "NasBert2000000.tsm",
            SaveUntrained,
            ml => ml.MulticlassClassification.Trainers.TextClassification(maxEpochs: 1).Fit(ml.Data.LoadFromEnumerable(texts)));

        Assert.IsType<InvalidOperationException>(exception);
        Assert.Contains("Tensor invalid -- empty handle", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Tensor invalid -- empty handle", _answers, StringComparison.Ordinal);

        static void SaveUntrained(string file)
        {
            using NasBertEncoder encoder = NewEncoder();
            Assert.Contains(encoder.modules().OfType<Linear>(), linear => linear.weight.IsInvalid);
            encoder.save(file);
        }
    }

    /// <summary>The network that text classification fine-tunes.</summary>
    private static NasBertEncoder NewEncoder()
    {
        var tokenizer = EnglishRobertaTokenizer.Create(
            Resource("encoder.json"), Resource("vocab.bpe"), Resource("dict.txt"), RobertaPreTokenizer.Instance, null, filterUnsupportedChars: true);
        tokenizer.AddMaskSymbol();
        int[] arches = [9, 11, 7, 0, 0, 0, 11, 11, 7, 0, 0, 0, 9, 7, 11, 0, 0, 0, 10, 7, 9, 0, 0, 0];
        return new NasBertEncoder(
            tokenizer.PadIndex,
            tokenizer.SymbolsCount,
            maxSeqLen: 512,
            embedSize: 64,
            arches: arches,
            numSegments: 0,
            encoderNormalizeBefore: true,
            numEncoderLayers: arches.Length);

        static Stream Resource(string name) => _theirs.GetManifestResourceStream(name)!;
    }

    private static IEnumerable<MethodBase> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        .OfType<MethodBase>();

    /// <summary>What a training throws that finds a file in the place of the pretrained weights.</summary>
    private static Exception Refused(string file, Action<string> write, Func<MLContext, object> train)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["mlnet"]);
        write(Path.Combine(folder["mlnet"], file));
        return Assert.ThrowsAny<Exception>(() => train(new MLContext(seed: 1) { TempFilePath = folder.Path }));
    }

    private sealed class Wish
    {
        public string Label { get; set; } = "";
    }

    private sealed class Text
    {
        [KeyType(2)]
        public uint Label { get; set; }

        public string Sentence1 { get; set; } = "";
    }

    private sealed class Detected
    {
        public string[] Labels { get; set; } = [];

        public float[] Boxes { get; set; } = [];

        public string[] PredictedLabels { get; set; } = [];

        public float[] PredictedBoxes { get; set; } = [];

        public float[] Scores { get; set; } = [];
    }

    private sealed class Seen
    {
        [KeyType(2)]
        public uint[] Label { get; set; } = [];

        public float[] BoundingBoxes { get; set; } = [];

        [ImageType(8, 8)]
        public MLImage? Image { get; set; }
    }
}
