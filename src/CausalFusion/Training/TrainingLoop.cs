using System.Diagnostics;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>The loop that all trainers run: batches, steps, progress, checkpoints, resume.</summary>
internal static class TrainingLoop
{
    private const int LossWindow = 100;

    /// <summary>Checks a data set against a network.</summary>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static void RequireFit(IDenoiserConfig config, ITrainingDataset dataset)
    {
        var expected = new ImageShape(config.ImageSize, config.ImageSize, config.Channels);
        if (dataset.Shape != expected)
        {
            throw new ArgumentException($"The network takes images of {expected} (height × width × channels); the data set has {dataset.Shape}.", nameof(dataset));
        }
        if (dataset.ClassCount > config.Classes)
        {
            throw new ArgumentException($"The network has {config.Classes} classes; the data set has {dataset.ClassCount}.", nameof(dataset));
        }
        if (dataset.Count == 0)
        {
            throw new ArgumentException("The data set is empty; training needs at least one image.", nameof(dataset));
        }
    }

    /// <summary>Runs a training to its end, from its checkpoint where there is one. Afterwards the network holds the moving average of its weights.</summary>
    public static TrainingResult Run(
        TrainingStep training, ITrainingDataset dataset, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        TrainingOptions options = training.Options;
        int first = options.CheckpointPath is { } path && options.Resume && File.Exists(path) ? TrainingCheckpoint.Load(path, training, dataset) : 0;

        training.Network.train();
        var lastLosses = new Queue<double>();
        long started = Stopwatch.GetTimestamp();
        double imagesPerSecond = 0;
        int step = first;
        var sampler = new BatchSampler(dataset.Count, options.ImagesPerStep, options.Seed);
        using (var loader = new ImageBatchLoader(dataset, sampler, first, options.HorizontalFlip, training.Device, options.BatchesAhead))
        {
            for (; step < options.Steps; step++)
            {
                using var scope = NewDisposeScope();
                using ImageBatch batch = Next(loader);
                (double loss, double norm) = training.Run(step, batch.Images, batch.Labels, training.Draw(step));

                if (lastLosses.Count == LossWindow)
                {
                    lastLosses.Dequeue();
                }
                lastLosses.Enqueue(loss);
                TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
                imagesPerSecond = (step + 1 - first) * (double)options.ImagesPerStep / elapsed.TotalSeconds;
                TimeSpan left = elapsed / (step + 1 - first) * (options.Steps - step - 1);
                progress?.Report(new TrainingProgress(step + 1, options.Steps, loss, training.LearningRateAt(step), norm, imagesPerSecond, left));
                if ((step + 1) % options.CheckpointInterval == 0 && step + 1 < options.Steps)
                {
                    SaveCheckpoint(step + 1);
                }
            }
        }
        if (step > first)
        {
            SaveCheckpoint(step);
        }
        training.Average.CopyToSource();
        training.Network.eval();
        return new TrainingResult(step, lastLosses.Count > 0 ? lastLosses.Average() : double.NaN, imagesPerSecond);

        ImageBatch Next(ImageBatchLoader loader)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                return loader.Next(cancellationToken);
            }
            catch (OperationCanceledException)
            {
                SaveCheckpoint(step);
                throw;
            }
        }

        void SaveCheckpoint(int stepsDone)
        {
            if (options.CheckpointPath is { } target)
            {
                TrainingCheckpoint.Save(target, training, dataset, stepsDone);
            }
        }
    }
}
