using Microsoft.ML.Numeric;

[assembly: Microsoft.ML.LoadableClass(typeof(Microsoft.ML.Trainers.MaximumEntropyModelParameters), null, typeof(Microsoft.ML.SignatureLoadModel),
    "Multiclass LR Executor", Microsoft.ML.Trainers.MaximumEntropyModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>A maximum entropy classifier: its scores are the probabilities of the classes.</summary>
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLRExec";

    private static readonly VersionInfo Version = new("MULTI LR", 0x00010001, 0x00010001, 0x00010001,
        typeof(MaximumEntropyModelParameters).Assembly.FullName, LoaderSignature);

    internal MaximumEntropyModelParameters(IHostEnvironment env, float[] biases, float[][] weights, ModelStatisticsBase statistics = null)
        : base(env, nameof(MaximumEntropyModelParameters), biases, weights, statistics)
    {
    }

    private MaximumEntropyModelParameters(IHostEnvironment env, ModelLoadContext ctx) : base(env, nameof(MaximumEntropyModelParameters), ctx, Version)
    {
    }

    private protected override VersionInfo GetVersionInfo() => Version;

    private protected override void Calibrate(Span<float> scores) => Softmax.Apply(scores);
}
