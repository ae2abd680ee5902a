using CausalFusion.Generation;
using CausalFusion.ML.Tests.Data;
using CausalFusion.ML.Trainers;
using CausalFusion.ML.Transforms;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Models;

/// <summary>Long use: the process holds at the end what it held when it had warmed up.</summary>
[Collection(nameof(RunsAlone))]
public class SoakTests
{
    private const long Megabyte = 1 << 20;

    private static readonly CausalFusionTrainerOptions _tiny = new()
    {
        ImageSize = Pictures.Size,
        PatchSize = 4,
        Width = 8,
        Layers = 1,
        Heads = 1,
        ClassTokens = 1,
        Seed = 5,
        Training = new TrainingOptions { Steps = 1, BatchSize = 2, WarmupSteps = 1, LearningRate = 1e-3 },
        Generation = new GenerationOptions { DiffusionSteps = 1, BatchSize = 4 },
    };

    [Fact]
    public void Ten_thousand_predictions_leave_tensors_and_memory_as_they_were()
    {
        var ml = new MLContext(seed: 1);
        using TransformerChain<ImageGenerationTransformer> model = Pictures.Pipeline(ml, _tiny).Fit(ml.Data.LoadFromEnumerable(Pictures.Make(6)));
        using PredictionEngine<Request, Drawn> engine =
            ml.Model.CreatePredictionEngine<Request, Drawn>(model, new PredictionEngineOptions { OwnsTransformer = false });
        Predict(1000);
        (long tensors, long memory) = (RunsAlone.LiveTensors(), Resident());

        Predict(10_000);

        Assert.Equal(tensors, RunsAlone.LiveTensors());
        Assert.InRange(Resident() - memory, long.MinValue, 24 * Megabyte);

        void Predict(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using MLImage image = engine.Predict(new Request { Label = Pictures.Labels[i % 3], Seed = (ulong)i }).GeneratedImage!;
                Assert.Equal(Pictures.Size, image.Width);
            }
        }
    }

    [Fact]
    public void Fifty_trainings_leave_tensors_and_memory_as_they_were()
    {
        var ml = new MLContext(seed: 1);
        IDataView train = ml.Data.LoadFromEnumerable(Pictures.Make(6));
        Train(10);
        (long tensors, long memory) = (RunsAlone.LiveTensors(), Resident());

        Train(50);

        Assert.Equal(tensors, RunsAlone.LiveTensors());
        Assert.InRange(Resident() - memory, long.MinValue, 24 * Megabyte);

        void Train(int count)
        {
            for (int i = 0; i < count; i++)
            {
                using TransformerChain<ImageGenerationTransformer> model = Pictures.Pipeline(ml, _tiny).Fit(train);
                Assert.Equal(6, Pictures.Hashes(model.Transform(train)).Count);
            }
        }
    }

    // What the garbage collector keeps for garbage to come is given back first: it grows with the speed of use, not with its length.
    private static long Resident()
    {
        for (int pass = 0; pass < 2; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return Environment.WorkingSet;
    }

    private sealed class Drawn
    {
        [ImageType(Pictures.Size, Pictures.Size)]
        public MLImage? GeneratedImage { get; set; }
    }
}
