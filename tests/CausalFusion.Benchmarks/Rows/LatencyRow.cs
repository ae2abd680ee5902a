using System.Diagnostics;
using System.Globalization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.TestKit;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.Benchmarks.Rows;

/// <summary>One image at a time through ML.NET's prediction engine, against the reference's sampling loop at batch 1.</summary>
/// <param name="reference">The reference.</param>
/// <param name="calls">Images of a measurement.</param>
/// <param name="diffusionSteps">DDPM steps of an image.</param>
internal sealed class LatencyRow(ReferenceProcess reference, int calls, int diffusionSteps) : ComparisonRow
{
    private TemporaryFolder? _folder;
    private PredictionEngine<Request, Answer>? _engine;
    private ulong _seed;

    /// <inheritdoc/>
    public override bool IsLessBetter => true;

    /// <inheritdoc/>
    public override void Prepare()
    {
        _folder = new TemporaryFolder();
        string file = _folder["small.safetensors"];
        using (var model = new CausalFusionModel(BenchmarkNetworks.Small, seed: 1))
        {
            model.Info = new ModelInfo { ClassNames = [.. Enumerable.Range(0, BenchmarkNetworks.Small.Classes).Select(ClassName)] };
            model.Save(file);
        }
        var ml = new MLContext();
        var generator = ml.Transforms
            .GenerateImages(nameof(Answer.Image), nameof(Request.Label), file, new()
            {
                Generation = new() { DiffusionSteps = diffusionSteps, GuidanceScale = RowTable.GuidanceScale },
            })
            .Fit(ml.Data.LoadFromEnumerable<Request>([]));
        _engine = ml.Model.CreatePredictionEngine<Request, Answer>(generator); // owns the generator
        Run(2);
    }

    /// <inheritdoc/>
    public override double MeasureOurs() => Run(calls) * 1000 / calls;

    /// <inheritdoc/>
    public override double MeasureReference() => 1000 / ReferenceProcess.ImagesPerSecond(reference.Ask($"single {calls} {diffusionSteps}"));

    /// <inheritdoc/>
    public override void Dispose()
    {
        _engine?.Dispose();
        _folder?.Dispose();
    }

    private double Run(int count)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < count; i++)
        {
            using MLImage image = _engine!.Predict(new Request { Label = ClassName(i % BenchmarkNetworks.Small.Classes), Seed = _seed++ }).Image;
        }
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string ClassName(int number) => string.Create(CultureInfo.InvariantCulture, $"class {number}");

    private sealed class Request
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    private sealed class Answer
    {
        [ImageType(28, 28)]
        public MLImage Image { get; set; } = null!;
    }
}
