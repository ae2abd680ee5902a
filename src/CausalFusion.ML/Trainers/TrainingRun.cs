using CausalFusion.Data;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.ML.Trainers;

/// <summary>One training of a network.</summary>
/// <param name="Options">How it is trained; their seed is also the one of its weights.</param>
/// <param name="Dataset">What it is trained on.</param>
/// <param name="Device">Where.</param>
/// <param name="Progress">Told of every step.</param>
/// <param name="CancellationToken">Stops it.</param>
internal sealed record TrainingRun(
    TrainingOptions Options, ITrainingDataset Dataset, Device Device, IProgress<TrainingProgress> Progress, CancellationToken CancellationToken);
