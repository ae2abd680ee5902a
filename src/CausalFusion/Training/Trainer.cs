using System.Diagnostics;
using CausalFusion.Data;
using CausalFusion.Files;
using CausalFusion.Latents;
using CausalFusion.Models;

namespace CausalFusion.Training;

/// <summary>Trains a network of any family on a set of labeled images (paper, §3 to §5).</summary>
/// <remarks>The same seed and data give the same weights; a training that was interrupted and resumed gives what an uninterrupted one does.</remarks>
public sealed class Trainer
{
    private const int LossWindow = 100;

    private readonly TrainingOptions _options;
    private readonly ITrainingGroup _group;

    /// <param name="options">How to train; the defaults where null.</param>
    /// <param name="group">The processes that train together; this one alone where null.</param>
    /// <exception cref="ArgumentException">
    /// An option is out of range, or the images of a step cannot be shared out evenly among the processes.
    /// </exception>
    public Trainer(TrainingOptions? options = null, ITrainingGroup? group = null)
    {
        _options = options ?? new TrainingOptions();
        _options.Validate();
        _group = group ?? SingleProcess.Instance;
        if (_options.ImagesPerStep % (_group.Size * _options.AccumulationSteps) != 0)
        {
            throw new ArgumentException(
                $"The {_options.ImagesPerStep} images per step must be a multiple of {_group.Size} processes × {_options.AccumulationSteps} "
                + $"accumulation steps.",
                nameof(options));
        }
    }

    /// <summary>Trains the network. Afterwards it holds the moving average of its weights, which is what to sample with.</summary>
    /// <param name="model">
    /// The network, on the device to train on. What the data set says of its classes' names and of its latent space is added to
    /// <see cref="ImageModel.Info"/>, whose noise schedule is trained with.
    /// </param>
    /// <param name="dataset">The images, or their latents; their shape and number of classes must be the network's.</param>
    /// <param name="progress">Told after every step.</param>
    /// <param name="cancellationToken">
    /// Checked before every step; on cancellation a checkpoint is written where <see cref="TrainingOptions.CheckpointPath"/> names a file.
    /// </param>
    /// <returns>What the training came to.</returns>
    /// <exception cref="ArgumentException">The data set does not fit the network, or an option is one that the network would not follow.</exception>
    /// <exception cref="InvalidDataException">The checkpoint is damaged or of another training.</exception>
    /// <exception cref="IOException">
    /// A checkpoint cannot be written, which is seen before the first step where it can be, or another training writes its own into the same file.
    /// </exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite; the last checkpoint is intact.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public TrainingResult Train(
        ImageModel model, ITrainingDataset dataset, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFit(model.Config, dataset);
        _options.Validate(model.Config);
        _ = model.Config.Text is null ? null : model.Texts; // which says that there is no vocabulary
        model.Info = InfoOf(model, dataset);
        using var session = new TrainingSession(model, _options, _group);
        return Run(session, dataset, progress, cancellationToken);
    }

    private static void RequireFit(ImageModelConfig config, ITrainingDataset dataset)
    {
        if (dataset.Shape != config.Shape)
        {
            throw new ArgumentException(
                $"The network takes images of {config.Shape} (height × width × channels); the data set has {dataset.Shape}.", nameof(dataset));
        }
        if (dataset.ClassCount > config.Classes)
        {
            throw new ArgumentException($"The network has {config.Classes} classes; the data set has {dataset.ClassCount}.", nameof(dataset));
        }
        if (dataset.HasCaptions != (config.Text is not null))
        {
            throw new ArgumentException(config.Text is null
                ? "The network takes classes; the data set has captions in their place."
                : "The network reads text; the data set has no captions.", nameof(dataset));
        }
        if (dataset.Count == 0)
        {
            throw new ArgumentException("The data set is empty; training needs at least one image.", nameof(dataset));
        }
    }

    private static ModelInfo InfoOf(ImageModel model, ITrainingDataset dataset) => model.Info with
    {
        ClassNames = NamesOf(model, dataset),
        LatentSpace = dataset is LatentDataset latents ? latents.Space : model.Info.LatentSpace,
    };

    /// <summary>
    /// The data's names of all classes; those of a network that has more classes than the data has names for are its own, unless they contradict.
    /// </summary>
    private static IReadOnlyList<string> NamesOf(ImageModel model, ITrainingDataset dataset)
    {
        if (dataset.ClassNames is not { } names)
        {
            return model.Info.ClassNames;
        }
        return names.Count == model.Config.Classes ? [.. names] : names.SequenceEqual(
            model.Info.ClassNames.Take(names.Count)) ? model.Info.ClassNames : [];
    }

    /// <summary>Runs a training to its end, from its checkpoint where there is one.</summary>
    private TrainingResult Run(
        TrainingSession session, ITrainingDataset dataset, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        bool isFirst = _group.Rank == 0;
        var checkpoint = new TrainingCheckpoint(session, dataset);
        using FileLock? alone = isFirst && _options.CheckpointPath is { } file ? checkpoint.Claim(file) : null;
        int first = isFirst && _options.CheckpointPath is { } path && _options.Resume && File.Exists(path) ? checkpoint.Load(path) : 0;
        first = session.Share(first);

        session.Network.train();
        var lastLosses = new Queue<(double Loss, double? Text)>();
        long started = Stopwatch.GetTimestamp();
        double imagesPerSecond = 0;
        int step = first;
        using (ImageBatchLoader loader = session.Load(dataset, first))
        {
            for (; step < _options.Steps; step++)
            {
                using ImageBatch batch = Next(loader);
                (double loss, double? textLoss, double norm) = session.Step(step, batch.Images, batch.Conditions);

                if (lastLosses.Count == LossWindow)
                {
                    lastLosses.Dequeue();
                }
                lastLosses.Enqueue((loss, textLoss));
                TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
                imagesPerSecond = (step + 1 - first) * (double)_options.ImagesPerStep / elapsed.TotalSeconds;
                TimeSpan left = elapsed / (step + 1 - first) * (_options.Steps - step - 1);
                if (isFirst)
                {
                    progress?.Report(new TrainingProgress(
                        step + 1, _options.Steps, loss, session.LearningRateAt(step), norm, imagesPerSecond, left, textLoss));
                }
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
        _group.Barrier();
        session.Average.CopyToSource();
        session.Network.eval();
        return new TrainingResult(step, lastLosses.Count > 0 ? lastLosses.Average(step => step.Loss) : double.NaN, imagesPerSecond)
        {
            FinalTextLoss = lastLosses.Average(step => step.Text),
        };

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
            if (isFirst && _options.CheckpointPath is { } target)
            {
                checkpoint.Save(target, stepsDone);
            }
        }
    }
}
