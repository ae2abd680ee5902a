using CausalFusion.ML.Networks;
using CausalFusion.Training;

namespace CausalFusion.ML.Trainers;

/// <summary>What a training came to.</summary>
/// <param name="Network">The network, for who takes it over.</param>
/// <param name="Result">Its figures.</param>
/// <param name="History">Its steps.</param>
internal sealed record TrainedNetwork(SharedModel Network, TrainingResult Result, TrainingHistory History);
