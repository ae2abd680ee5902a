using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Training;

namespace CausalFusion.Tests.Training;

/// <summary>Several processes that train one network.</summary>
public sealed class TrainingGroupTests
{
    private static readonly TrainingOptions _options = new()
    {
        // An ε above rounding: where a gradient is nothing but rounding, Adam's tiny default makes a whole step of it.
        Steps = 6, BatchSize = 8, LearningRate = 1e-3, WarmupSteps = 2, Seed = 4, EmaDecay = 0.9, Epsilon = 1e-6,
    };

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void They_train_what_one_trains_and_hold_the_same_weights(int size)
    {
        float[] alone = Train(null, out _);
        float[][] together = ThreadGroup.Run(size, group => Train(group, out _));
        Assert.All(together, weights => Assert.Equal(together[0], weights));
        Assert.Equal(alone.Length, together[0].Length);
        Assert.All(alone.Zip(together[0]), pair => Assert.Equal(pair.First, pair.Second, 2e-5)); // a mean of means, in another order
    }

    [Fact]
    public void The_first_alone_reports_and_writes_and_all_go_on_from_its_checkpoint()
    {
        using var folder = new TemporaryFolder();
        float[] whole = ThreadGroup.Run(2, group => Train(group, out _))[0];
        TrainingOptions half = _options with { Steps = 3, CheckpointPath = folder["checkpoint"] };
        int[] reports = ThreadGroup.Run(2, group =>
        {
            Train(group, out int reported, half);
            return reported;
        });
        Assert.Equal([3, 0], reports);
        Assert.Equal(["checkpoint"], folder.FileNames);

        float[][] resumed = ThreadGroup.Run(2, group => Train(group, out _, half with { Steps = 6 }));
        Assert.All(resumed, weights => Assert.Equal(whole, weights));
    }

    [Fact]
    public void A_step_that_cannot_be_shared_out_evenly_is_refused()
    {
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => ThreadGroup.Run(3, group => Train(group, out _)));
        Assert.Contains("must be a multiple of 3 processes × 1 accumulation steps", failure.InnerException!.Message, StringComparison.Ordinal);
    }

    private static float[] Train(ITrainingGroup? group, out int reports, TrainingOptions? options = null)
    {
        // Another seed for the others: it is the first's weights that all begin with.
        using CausalFusionModel model = Tiny.Model(seed: 1 + (ulong)(group?.Rank ?? 0));
        using IImageDataset images = Tiny.Dataset();
        int count = 0;
        new Trainer(options ?? _options, group).Train(model, images, new Immediately<TrainingProgress>(_ => count++));
        reports = count;
        return [.. model.parameters().SelectMany(parameter => parameter.data<float>().ToArray())];
    }
}
