namespace Microsoft.ML.Trainers;

/// <summary>A loss whose label says yes (above zero) or no.</summary>
public interface IClassificationLoss : IScalarLoss
{
}
