using System.Diagnostics;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>Trains a network on a set of labelled images (FACTS.md §4).</summary>
/// <remarks>The same seed and data give the same weights; a training that was interrupted and resumed gives what an uninterrupted one does.</remarks>
public sealed class CausalFusionTrainer
{
    private const int LossWindow = 100;

    private readonly TrainingOptions _options;
    private readonly NoiseSchedule _schedule;

    /// <param name="options">How to train; the defaults where null.</param>
    /// <param name="schedule">The noise schedule; the paper's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public CausalFusionTrainer(TrainingOptions? options = null, NoiseSchedule? schedule = null)
    {
        _options = options ?? new TrainingOptions();
        _options.Validate();
        _schedule = schedule ?? NoiseSchedule.Default;
    }

    /// <summary>Trains the network. Afterwards it holds the moving average of its weights, which is what to sample with.</summary>
    /// <param name="model">The network, on the device to train on.</param>
    /// <param name="dataset">The images, or their latents; their shape and number of classes must be the network's.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">Checked before every step; on cancellation a checkpoint is written where <see cref="TrainingOptions.CheckpointPath"/> names a file.</param>
    /// <returns>What the training came to.</returns>
    /// <exception cref="ArgumentException">The data set does not fit the network.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or of another training.</exception>
    /// <exception cref="IOException">A checkpoint cannot be written; the one before it is intact.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite; the last checkpoint is intact.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TrainingResult Train(
        CausalFusionModel model, ITrainingDataset dataset, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFit(model.Config, dataset);
        _options.Order.Validate(model.Config.GridSize);
        _options.Split.Validate(model.Config.Tokens);

        using var training = new TrainingStep(model, _options, _schedule);
        int first = _options.CheckpointPath is { } path && _options.Resume && File.Exists(path)
            ? TrainingCheckpoint.Load(path, model, training, _options, dataset.Count)
            : 0;

        model.train();
        var lastLosses = new Queue<double>();
        long started = Stopwatch.GetTimestamp();
        double imagesPerSecond = 0;
        int step = first;
        var sampler = new BatchSampler(dataset.Count, _options.ImagesPerStep, _options.Seed);
        using (var loader = new ImageBatchLoader(dataset, sampler, first, _options.HorizontalFlip, model.Device, _options.BatchesAhead))
        {
            for (; step < _options.Steps; step++)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    SaveCheckpoint(step);
                    cancellationToken.ThrowIfCancellationRequested();
                }
                using var scope = NewDisposeScope();
                using ImageBatch batch = loader.Next(cancellationToken);
                TrainingDraws draws = TrainingDraws.ForStep(step, model.Config, _options, _schedule.Timesteps, model.Device);
                (double loss, double norm) = training.Run(step, batch.Images, batch.Labels, draws);

                if (lastLosses.Count == LossWindow)
                {
                    lastLosses.Dequeue();
                }
                lastLosses.Enqueue(loss);
                TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
                imagesPerSecond = (step + 1 - first) * (double)_options.ImagesPerStep / elapsed.TotalSeconds;
                TimeSpan left = elapsed / (step + 1 - first) * (_options.Steps - step - 1);
                progress?.Report(new TrainingProgress(step + 1, _options.Steps, loss, training.LearningRateAt(step), norm, imagesPerSecond, left));
                if ((step + 1) % _options.CheckpointInterval == 0 && step + 1 < _options.Steps)
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
        model.eval();
        return new TrainingResult(step, lastLosses.Count > 0 ? lastLosses.Average() : double.NaN, imagesPerSecond);

        void SaveCheckpoint(int stepsDone)
        {
            if (_options.CheckpointPath is { } target)
            {
                TrainingCheckpoint.Save(target, model, training, _options, dataset.Count, stepsDone);
            }
        }
    }

    private static void RequireFit(CausalFusionConfig config, ITrainingDataset dataset)
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
}
