using CausalFusion.Generation;
using CausalFusion.ML.Tests.Conformance;
using CausalFusion.ML.Tests.Data;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Networks;

/// <summary>Long use: the process holds at the end what it held when it had warmed up.</summary>
[Collection(nameof(RunsAlone))]
public class SoakTests
{
    private const long Megabyte = 1 << 20;

    private static readonly GenerationOptions _sampling = new() { DiffusionSteps = 1, BatchSize = 4 };

    private static readonly CausalFusionTrainerOptions _tiny = new()
    {
        ImageSize = TestPictures.Size,
        PatchSize = 4,
        Width = 8,
        Layers = 1,
        Heads = 1,
        ClassTokens = 1,
        Seed = 5,
        Training = new TrainingOptions { Steps = 1, BatchSize = 2, WarmupSteps = 1, LearningRate = 1e-3 },
        Generation = _sampling,
    };

    private readonly MLContext _ml = new(seed: 1);

    [Theory]
    [InlineData("GenerateImages")]
    [InlineData("EditImages")]
    [InlineData("FeaturizeImages")]
    public void Ten_thousand_predictions_leave_tensors_and_memory_as_they_were(string name)
    {
        using TransformerChain<ImageGenerationTransformer> model =
            TestPictures.Pipeline(_ml, _tiny).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(6)));
        ConformanceRow[] rows = ConformanceRow.Make(6);
        using var transformer = (ModelTransformer)Make(name, model).Fit(_ml.Data.LoadFromEnumerable(rows));
        Func<ConformanceRow, float[]> predict = Components.All[name].Predict(_ml, transformer);

        AssertSteady(warmUp: 1000, count: 10_000, i =>
        {
            rows[i % 6].Seed = (ulong)i;
            Assert.NotEmpty(predict(rows[i % 6]));
        });
    }

    [Fact]
    public void Fifty_trainings_leave_tensors_and_memory_as_they_were()
    {
        IDataView train = _ml.Data.LoadFromEnumerable(TestPictures.Make(6));
        AssertSteady(warmUp: 10, count: 50, _ =>
        {
            using TransformerChain<ImageGenerationTransformer> model = TestPictures.Pipeline(_ml, _tiny).Fit(train);
            Assert.Equal(6, TestPictures.Hashes(model.Transform(train)).Count);
        });
    }

    [Theory]
    [InlineData("GenerateImages")]
    [InlineData("EditImages")]
    [InlineData("FeaturizeImages")]
    public void Fifty_fits_and_loads_leave_tensors_and_memory_as_they_were(string name)
    {
        using TransformerChain<ImageGenerationTransformer> model =
            TestPictures.Pipeline(_ml, _tiny).Fit(_ml.Data.LoadFromEnumerable(TestPictures.Make(6)));
        IDataView rows = _ml.Data.LoadFromEnumerable(ConformanceRow.Make(6));
        AssertSteady(warmUp: 10, count: 50, _ =>
        {
            using var fitted = (ModelTransformer)Make(name, model).Fit(rows);
            using var file = new MemoryStream();
            _ml.Model.Save(fitted, rows.Schema, file);
            using var loaded = (ModelTransformer)_ml.Model.Load(file, out DataViewSchema _);
            Assert.Equal(Component.Values(fitted.Transform(rows)), Component.Values(loaded.Transform(rows)));
        });
    }

    private IEstimator<ITransformer> Make(string name, ITransformer model) => name switch
    {
        "GenerateImages" => _ml.Transforms.GenerateImages(Component.Output, "Label", model, new() { Generation = _sampling }),
        "EditImages" => _ml.Transforms.EditImages(Component.Output, "Image", model, new() { Generation = _sampling, Mask = "top" }),
        _ => _ml.Transforms.FeaturizeImages(Component.Output, "Image", model),
    };

    // Nothing is left to the finalizer either, which is why tensors are counted before it can run.
    private static void AssertSteady(int warmUp, int count, Action<int> use)
    {
        for (int i = 0; i < warmUp; i++)
        {
            use(i);
        }
        (long tensors, long memory) = (LiveTensors.CountHeld(), ResidentMemory.Bytes());
        for (int i = 0; i < count; i++)
        {
            use(i);
        }
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.InRange(ResidentMemory.Bytes() - memory, long.MinValue, 24 * Megabyte);
    }
}
