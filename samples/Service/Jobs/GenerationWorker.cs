using System.Diagnostics;
using CausalFusion.Families;
using CausalFusion.Generation;
using CausalFusion.Images;
using CausalFusion.Models;
using CausalFusion.Samples.Service.Captions;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Service.Requests;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>The one thread that generates: it loads the networks, measures them, and generates batch after batch.</summary>
internal sealed partial class GenerationWorker(
    ServiceOptions options, ModelShelf shelf, JobBoard board, CaptionDesk captions, ServiceHealth health, IHostApplicationLifetime lifetime,
    ILogger<GenerationWorker> logger) : BackgroundService, IHostedLifecycleService
{
    private readonly ComputeThread _thread = new("generation");
    private readonly CancellationTokenSource _hurry = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// The host begins to stop: nothing new is taken, and what has begun may come to its end while the service still answers.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        health.Stop();
        _started.TrySetCanceled(CancellationToken.None);
        bool wasBusy = board.Counts().Running > 0;
        board.Close();
        _hurry.CancelAfter(TimeSpan.FromSeconds(options.ShutdownSeconds));
        await (ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (wasBusy)
        {
            // Time for who waits for the images to fetch them.
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(1, options.ShutdownSeconds)), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        return Task.CompletedTask;
    }

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _hurry.Dispose();
        _thread.Dispose();
        base.Dispose();
    }

    // Not ended by the host's token, but by StoppingAsync. Where the service can't listen, no network is loaded.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _started.Task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_started.Task.IsCompletedSuccessfully)
        {
            await _thread.RunAsync(RunAsync, CancellationToken.None).Unwrap().ConfigureAwait(false);
        }
    }

    // What it awaits goes on on the thread.
    private async Task RunAsync()
    {
        try
        {
            if (!Load())
            {
                return;
            }
            health.BeReady();
            while (true)
            {
                using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_hurry.Token);
                try
                {
                    if (await board.TakeAsync(cancellation, CancellationToken.None).ConfigureAwait(true) is not { } batch)
                    {
                        return;
                    }
                    long started = Stopwatch.GetTimestamp();
                    byte[][] images = Generate(batch, cancellation.Token);
                    TimeSpan took = Stopwatch.GetElapsedTime(started);
                    board.Finish(images, took);
                    LogBatch(batch[0].Job.Request.Model.Name, batch.Count, images.Length, took.TotalSeconds);
                }
                catch (OperationCanceledException)
                {
                    board.Abandon(JobState.Canceled);
                }
                catch (Exception exception)
                {
                    LogFailure(exception);
                    board.Abandon(JobState.Failed, "Generation failed; the service's log says why.");
                }
            }
        }
        finally
        {
            await captions.CloseAsync(Unload).ConfigureAwait(true);
        }
    }

    private void Unload()
    {
        foreach (ServedModel model in shelf.Models)
        {
            model.Network?.Dispose();
            model.Network = null;
        }
    }

    private bool Load()
    {
        try
        {
            foreach (ServedModel model in shelf.Models)
            {
                ImageModel network = ModelFamilies.Load(model.Path);
                model.Network = network;
                model.Costs = CostProbe.Measure(network, options.MaximumBatch, _hurry.Token);
                LogModel(model.Name, model.Config.ParameterCount, 1_000 * model.Costs.OfOneImage[0].Seconds);
            }
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (Exception exception)
        {
            health.Fail();
            LogNoModel(exception.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return false;
        }
    }

    private byte[][] Generate(IReadOnlyList<JobSlice> batch, CancellationToken cancellationToken)
    {
        ImageRequest kind = batch[0].Job.Request;
        ImageModel network = kind.Model.Network!;
        ImageShape shape = kind.Model.Config.Shape;
        GenerationRequest[] requests = [.. batch.SelectMany(slice => slice.Job.Request.Images.Skip(slice.First).Take(slice.Count))];
        GenerationOptions generation = kind.Generation with { BatchSize = requests.Length };
        var reporter = new Reporter(board);
        var previews = new PreviewPace(board, shape);
        using DisposeScope scope = NewDisposeScope();
        Tensor images = kind.Edit is { } edit
            ? new ImageEditor(network).Edit(
                PixelConversion.ToTensor([.. Enumerable.Repeat(edit.Pixels, requests.Length).SelectMany(pixels => pixels)], shape), edit.Mask,
                requests, generation, reporter, onDiffusionStep: previews.Show, cancellationToken: cancellationToken)
            : new ImageGenerator(network).Generate(
                requests, generation, reporter, onArStep: null, onDiffusionStep: previews.Show, cancellationToken: cancellationToken);
        return [.. PixelConversion.ToPixels(images).Zip(Parameters(batch), (pixels, parameters) =>
            parameters.WriteTo(PngEncoding.Encode(pixels, shape)))];
    }

    // Each image's own seed.
    private static IEnumerable<ImageParameters> Parameters(IReadOnlyList<JobSlice> batch) => batch.SelectMany(
        slice => Enumerable.Range(slice.First, slice.Count), (slice, i) => slice.Job.Request.Parameters with
        {
            Seed = slice.Job.Request.Images[i].Seed,
        });

    [LoggerMessage(LogLevel.Critical, "A model could not be loaded: {Problem}")]
    private partial void LogNoModel(string problem);

    [LoggerMessage(LogLevel.Information, "{Model}: {Parameters} parameters, {Milliseconds:f2} ms for an image's diffusion step")]
    private partial void LogModel(string model, long parameters, double milliseconds);

    [LoggerMessage(LogLevel.Information, "{Model}: {Jobs} jobs, {Images} images in {Seconds:f1} s")]
    private partial void LogBatch(string model, int jobs, int images, double seconds);

    [LoggerMessage(LogLevel.Error, "A batch failed")]
    private partial void LogFailure(Exception exception);

    private sealed class Reporter(JobBoard board) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => board.Report((double)value.FinishedSteps / value.Steps);
    }
}
