namespace Microsoft.ML.Trainers;

/// <summary>What a prediction costs, given the truth.</summary>
public interface ILossFunction<in TOutput, in TLabel>
{
    double Loss(TOutput output, TLabel label);
}
