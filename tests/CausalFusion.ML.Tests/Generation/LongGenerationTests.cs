using CausalFusion.Generation;
using CausalFusion.ML.Tests.Conformance;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Tests.Generation;

/// <summary>A drawing that takes minutes tells the log how far it has come, and stops between two diffusion steps.</summary>
[Collection(nameof(RunsAlone))]
public class LongGenerationTests(Trained trained) : IClassFixture<Trained>
{
    private static readonly GenerationOptions _long = new() { DiffusionSteps = 1000, ArSteps = 4, BatchSize = 1000 };

    [Fact]
    public void A_generator_stops_between_two_diffusion_steps() => AssertStops((ml, stop) =>
        ml.Transforms.GenerateImages("Output", "Label", trained.Model, new() { Generation = _long, CancellationToken = stop }));

    [Fact]
    public void An_editor_stops_between_two_diffusion_steps() => AssertStops((ml, stop) =>
        ml.Transforms.EditImages("Output", "Image", trained.Model, new() { Mask = "all", Generation = _long, CancellationToken = stop }));

    [Fact]
    public void The_log_says_at_the_end_how_many_images_were_drawn_and_how_fast()
    {
        var ml = new MLContext();
        List<string> lines = Lines(ml);
        IDataView data = ml.Data.LoadFromEnumerable(ConformanceRow.Make(6));
        using ImageGenerationTransformer generator = ml.Transforms
            .GenerateImages("Output", "Label", trained.Model, new() { Generation = new() { DiffusionSteps = 2, BatchSize = 4 } }).Fit(data);

        Assert.Equal(6, Component.Values(generator.Transform(data)).Count);

        Assert.Matches(@"Column 'Output': 6 rows done in [\d.]+ s, [\d.]+ rows/s$", lines[^1]);
    }

    // The log's handler is called after a diffusion step, on the thread that draws.
    private static void AssertStops(Func<MLContext, CancellationToken, IEstimator<ITransformer>> make)
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext();
        List<string> lines = Lines(ml);
        ml.Log += (_, _) =>
        {
            if (lines.Count > 0)
            {
                source.Cancel();
            }
        };
        IDataView data = ml.Data.LoadFromEnumerable(ConformanceRow.Make(1000));
        using var transformer = (ModelTransformer)make(ml, source.Token).Fit(data);
        long tensors = LiveTensors.CountHeld();

        var exception = Assert.ThrowsAny<OperationCanceledException>(() => Component.Values(transformer.Transform(data)));

        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Equal(tensors, LiveTensors.Count);
        Assert.Matches(@"Column 'Output': 0 rows done, and [\d.]+ of 1,000 more; [\d.]+ rows/s$", Assert.Single(lines));
    }

    private static List<string> Lines(MLContext ml)
    {
        var lines = new List<string>();
        ml.Log += (_, e) =>
        {
            if (e.Kind == ChannelMessageKind.Info && e.Message.Contains("rows/s", StringComparison.Ordinal))
            {
                lines.Add(e.Message);
            }
        };
        return lines;
    }
}
