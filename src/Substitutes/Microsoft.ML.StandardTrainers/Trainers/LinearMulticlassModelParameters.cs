[assembly: Microsoft.ML.LoadableClass(typeof(Microsoft.ML.Trainers.LinearMulticlassModelParameters), null, typeof(Microsoft.ML.SignatureLoadModel),
    "Multiclass LR No Calib", Microsoft.ML.Trainers.LinearMulticlassModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A linear classifier whose scores are any numbers, higher being likelier.</summary>
public sealed class LinearMulticlassModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLinear";

    private static readonly VersionInfo Version = new("MCLINEAR", 0x00010001, 0x00010001, 0x00010001,
        typeof(LinearMulticlassModelParameters).Assembly.FullName, LoaderSignature);

    internal LinearMulticlassModelParameters(IHostEnvironment env, float[] biases, float[][] weights)
        : base(env, nameof(LinearMulticlassModelParameters), biases, weights, statistics: null)
    {
    }

    private LinearMulticlassModelParameters(IHostEnvironment env, ModelLoadContext ctx) : base(env, nameof(LinearMulticlassModelParameters), ctx, Version)
    {
    }

    private protected override VersionInfo GetVersionInfo() => Version;

    private protected override void Calibrate(Span<float> scores)
    {
    }
}
