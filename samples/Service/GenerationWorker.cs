using System.Diagnostics;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Images;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.Service;

/// <summary>The one thread that has the network: it loads it, and generates batch after batch.</summary>
internal sealed partial class GenerationWorker(
    ServiceOptions options, JobBoard board, ServiceHealth health, IHostApplicationLifetime lifetime,
    ILogger<GenerationWorker> logger) : BackgroundService, IHostedLifecycleService
{
    private readonly CancellationTokenSource _drained = new(), _hurry = new();

    /// <summary>
    /// The host begins to stop: nothing new is taken, and the batch in progress may come to its end while the service still answers.
    /// </summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        health.Stop();
        board.Close();
        await _drained.CancelAsync().ConfigureAwait(false);
        _hurry.CancelAfter(TimeSpan.FromSeconds(options.ShutdownSeconds));
        bool wasBusy = board.Counts().Running > 0;
        await (ExecuteTask ?? Task.CompletedTask).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (wasBusy)
        {
            // Time for who waits for the images to fetch them.
            await Task.Delay(TimeSpan.FromSeconds(Math.Min(1, options.ShutdownSeconds)), CancellationToken.None).ConfigureAwait(false);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        _drained.Dispose();
        _hurry.Dispose();
        base.Dispose();
    }

    // Not ended by the host's token, but by StoppingAsync.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(RunAsync, CancellationToken.None);

    private async Task RunAsync()
    {
        CausalFusionModel model;
        try
        {
            model = CausalFusionModel.Load(options.ModelPath);
        }
        catch (Exception exception)
        {
            health.Fail();
            LogNoModel(exception.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
            return;
        }
        using (model)
        {
            health.BeReady();
            var generator = new ImageGenerator(model);
            while (!_drained.IsCancellationRequested)
            {
                using var cancellation = CancellationTokenSource.CreateLinkedTokenSource(_hurry.Token);
                try
                {
                    IReadOnlyList<Job> batch = await board.TakeAsync(cancellation, _drained.Token).ConfigureAwait(false);
                    long started = Stopwatch.GetTimestamp();
                    byte[][] images = Generate(generator, model.Config.Shape, batch, cancellation.Token);
                    TimeSpan took = Stopwatch.GetElapsedTime(started);
                    board.Finish(images, took);
                    LogBatch(batch.Count, images.Length, took.TotalSeconds);
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
    }

    private byte[][] Generate(ImageGenerator generator, ImageShape shape, IReadOnlyList<Job> batch, CancellationToken cancellationToken)
    {
        GenerationRequest[] requests = [.. batch.SelectMany(job => job.Requests)];
        using DisposeScope scope = NewDisposeScope();
        Tensor images = generator.Generate(requests, batch[0].Generation, new Reporter(board), cancellationToken);
        return [.. PixelConversion.ToPixels(images).Select(pixels => PngEncoding.Encode(pixels, shape))];
    }

    [LoggerMessage(LogLevel.Critical, "The model could not be loaded: {Problem}")]
    private partial void LogNoModel(string problem);

    [LoggerMessage(LogLevel.Information, "{Jobs} jobs, {Images} images in {Seconds:f1} s")]
    private partial void LogBatch(int jobs, int images, double seconds);

    [LoggerMessage(LogLevel.Error, "A batch failed")]
    private partial void LogFailure(Exception exception);

    private sealed class Reporter(JobBoard board) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => board.Report((double)value.FinishedSteps / value.Steps);
    }
}
