namespace Microsoft.ML.Trainers;

/// <summary>A loss of one number with a derivative in the output.</summary>
public interface IScalarLoss : ILossFunction<float, float>
{
    float Derivative(float output, float label);
}
