using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;

namespace CausalFusion.Training;

/// <summary>Trains a DiT on a set of labeled images, as <see cref="CausalFusionTrainer"/> does CausalFusion: the same loop, options and checkpoints.</summary>
/// <remarks>
/// DiT has no AR axis: <see cref="TrainingOptions.Split"/>, <see cref="TrainingOptions.Order"/>, <see cref="TrainingOptions.TimestepSharing"/> and the AR loss
/// weights are not read, and there are no noised copies that could share clean tokens. The published recipe is a learning rate of 1e-4 without warm-up, a batch of
/// 256, β₂ 0.999 and no clipping of the gradient.
/// </remarks>
public sealed class DitTrainer
{
    private readonly TrainingOptions _options;
    private readonly NoiseSchedule _schedule;

    /// <param name="options">How to train; the defaults where null.</param>
    /// <param name="schedule">The noise schedule; the paper's by default.</param>
    /// <exception cref="ArgumentException">An option is out of range, or <see cref="TrainingOptions.NoisedCopies"/> is not 1.</exception>
    public DitTrainer(TrainingOptions? options = null, NoiseSchedule? schedule = null)
    {
        options ??= new TrainingOptions();
        options.Validate();
        if (options.NoisedCopies != 1)
        {
            throw new ArgumentException($"NoisedCopies must be 1 for DiT, which has no clean tokens to share; found {options.NoisedCopies}.", nameof(options));
        }
        _options = options with { Split = ArSplitPolicy.Equal(1), Order = TokenOrder.Raster, TimestepSharing = TimestepSharing.Sequence };
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
        DiffusionTransformer model, ITrainingDataset dataset, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        TrainingLoop.RequireFit(model.Config, dataset);
        using var training = new DitTrainingStep(model, _options, _schedule);
        return TrainingLoop.Run(training, dataset, progress, cancellationToken);
    }
}
