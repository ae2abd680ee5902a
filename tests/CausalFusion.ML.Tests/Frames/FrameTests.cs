using CausalFusion.ML.Tests.Data;
using CausalFusion.Training;
using Microsoft.Data.Analysis;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Frames;

public class FrameTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void A_trained_generator_has_the_history_of_its_training_as_a_data_frame()
    {
        DataFrame frame = trained.Generator.History!.ToDataFrame();

        Assert.Equal(["Step", "Loss", "LearningRate", "GradientNorm", "ImagesPerSecond", "SecondsLeft"], frame.Columns.Select(column => column.Name));
        Assert.Equal([1, 2, 3], frame["Step"].Cast<int>());
        Assert.All(frame["Loss"].Cast<double>(), loss => Assert.True(loss > 0));
        Assert.Equal(trained.Generator.Training!.FinalLoss, frame["Loss"].Mean(), 1e-9);
        Assert.Equal(3, ((IDataView)frame).GetRowCount());
    }

    [Theory]
    [InlineData(1, 8)]
    [InlineData(7, 8)]
    [InlineData(1000, 8)]
    [InlineData(4097, 100)]
    public void A_long_history_is_thinned_out_evenly_and_keeps_its_first_and_last_step(int steps, int capacity)
    {
        var history = new TrainingHistory(capacity);
        for (int step = 1; step <= steps; step++)
        {
            history.Report(new TrainingProgress(step, steps, 1.0 / step, 0.1, 1, 10, TimeSpan.Zero));
        }

        int[] kept = [.. history.Steps.Select(step => step.Step)];

        Assert.InRange(kept.Length, Math.Min(steps, capacity / 2), capacity);
        Assert.Equal((1, steps), (kept[0], kept[^1]));
        Assert.True(kept.Length < 3 || kept.Zip(kept.Skip(1), (a, b) => b - a).SkipLast(1).Distinct().Count() == 1);
    }

    [Fact]
    public void A_data_frame_of_requests_is_drawn_by_names_and_by_numbers()
    {
        DataFrame names = GenerationRequestFrames.PerClass(TestPictures.Labels, 2, firstSeed: 7),
            numbers = GenerationRequestFrames.PerClass(3, 2, firstSeed: 7);

        List<string> drawn = TestPictures.Hashes(trained.Generator.Transform(names));

        Assert.Equal(6, drawn.Distinct().Count());
        Assert.Equal(drawn, TestPictures.Hashes(trained.Generator.Transform(numbers)));
        Assert.Equal(drawn, TestPictures.Hashes(trained.Model.Transform(names)));
        Request[] requests =
            [.. TestPictures.Labels.SelectMany(label => new[] { new Request { Label = label, Seed = 7 }, new Request { Label = label, Seed = 8 } })];
        Assert.Equal(drawn, TestPictures.Hashes(trained.Model.Transform(trained.Context.Data.LoadFromEnumerable(requests))));
    }

    [Fact]
    public void Features_come_out_as_a_data_frame()
    {
        IDataView features =
            trained.Context.Transforms.FeaturizeImages("Features", "Image", trained.Model).Fit(trained.Train).Transform(trained.Train);
        DataFrame frame = features.ToDataFrame(maxRows: 5, "Label", "Features");
        Assert.Equal(5, frame.Rows.Count);
        Assert.Equal("green", frame["Label"][1]!.ToString());
    }
}
