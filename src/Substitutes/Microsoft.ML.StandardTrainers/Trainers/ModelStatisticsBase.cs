[assembly: Microsoft.ML.LoadableClass(typeof(Microsoft.ML.Trainers.ModelStatisticsBase), null, typeof(Microsoft.ML.SignatureLoadModel),
    "Model Statistics", Microsoft.ML.Trainers.ModelStatisticsBase.LoaderSignature)]

namespace Microsoft.ML.Trainers;

/// <summary>How well a model fits the data that it was trained on.</summary>
public class ModelStatisticsBase : ICanSaveModel
{
    internal const string LoaderSignature = "ModelStatsBase";

    private static readonly VersionInfo Version = new("MODLSTAT", 0x00010001, 0x00010001, 0x00010001,
        typeof(ModelStatisticsBase).Assembly.FullName, LoaderSignature);

    public readonly long TrainingExampleCount;

    /// <summary>Twice the log-loss, summed over the examples.</summary>
    public readonly float Deviance;

    /// <summary>The deviance of always giving the classes' frequencies.</summary>
    public readonly float NullDeviance;

    /// <summary>Biases, and weights that are not zero.</summary>
    public readonly int ParametersCount;

    internal ModelStatisticsBase(long trainingExampleCount, int parametersCount, float deviance, float nullDeviance)
    {
        (TrainingExampleCount, ParametersCount, Deviance, NullDeviance) = (trainingExampleCount, parametersCount, deviance, nullDeviance);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(TrainingExampleCount);
        ctx.Writer.Write(ParametersCount);
        ctx.Writer.Write(Deviance);
        ctx.Writer.Write(NullDeviance);
    }

    internal static ModelStatisticsBase Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(Version);
        return new ModelStatisticsBase(ctx.Reader.ReadInt64(), ctx.Reader.ReadInt32(), ctx.Reader.ReadSingle(), ctx.Reader.ReadSingle());
    }
}
