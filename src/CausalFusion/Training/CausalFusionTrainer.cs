using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Models;

namespace CausalFusion.Training;

/// <summary>Trains a network on a set of labeled images (paper, §3 to §5).</summary>
/// <remarks>The same seed and data give the same weights; a training that was interrupted and resumed gives what an uninterrupted one does.</remarks>
public sealed class CausalFusionTrainer
{
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
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public TrainingResult Train(
        CausalFusionModel model, ITrainingDataset dataset, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        TrainingLoop.RequireFit(model.Config, dataset);
        _options.Order.Validate(model.Config.GridSize);
        _options.Split.Validate(model.Config.Tokens);
        using var training = new CausalFusionTrainingStep(model, _options, _schedule);
        return TrainingLoop.Run(training, dataset, progress, cancellationToken);
    }
}
