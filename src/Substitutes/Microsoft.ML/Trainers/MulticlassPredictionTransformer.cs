using System.Reflection;
using Microsoft.ML.Trainers;

[assembly: Microsoft.ML.LoadableClass(typeof(Microsoft.ML.ISingleFeaturePredictionTransformer<object>), typeof(MulticlassPredictionTransformer), null,
    typeof(Microsoft.ML.SignatureLoadModel), "", MulticlassPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

/// <summary>How a multiclass prediction transformer is written into a model, and its loader.</summary>
internal static class MulticlassPredictionTransformer
{
    public const string LoaderSignature = "MulticlassPredXfer";

    private const string ModelDirectory = "Model";
    private const string SchemaStreamName = "TrainSchema";

    private static readonly VersionInfo Version = new("MC  PRED", 0x00010001, 0x00010001, 0x00010001,
        typeof(MulticlassPredictionTransformer).Assembly.FullName, LoaderSignature);

    public static ISingleFeaturePredictionTransformer<object> Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        IHost host = env.Register(nameof(MulticlassPredictionTransformer));
        ctx.CheckAtModel(Version);
        string featureColumn = ctx.LoadNonEmptyString();
        string labelColumn = ctx.LoadNonEmptyString();
        DataViewSchema schema = null;
        bool found = ctx.TryLoadBinaryStream(SchemaStreamName, reader => schema = SchemaStream.Read(host, reader.BaseStream));
        host.CheckDecode(found, "Corrupt model file: it lacks the schema that the model was trained on");
        ctx.LoadModel<object, SignatureLoadModel>(host, out object model, ModelDirectory);
        host.CheckDecode(model is IMulticlassModel, $"Corrupt model file: a {model.GetType().Name} does not score classes");
        Type type = typeof(MulticlassPredictionTransformer<>).MakeGenericType(model.GetType());
        return (ISingleFeaturePredictionTransformer<object>)Activator.CreateInstance(type,
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DoNotWrapExceptions, null, [host, model, schema, featureColumn, labelColumn], null);
    }

    public static void Save(ModelSaveContext ctx, IHost host, object model, DataViewSchema trainSchema, string featureColumn, string labelColumn)
    {
        ctx.SetVersionInfo(Version);
        ctx.SaveNonEmptyString(featureColumn);
        ctx.SaveNonEmptyString(labelColumn);
        ctx.SaveBinaryStream(SchemaStreamName, writer =>
        {
            using IChannel channel = host.Start("Saving train schema");
            SchemaStream.Write(SavableColumns.Of(channel, trainSchema, keepHidden: true), writer.BaseStream);
        });
        ctx.SaveModel(model, ModelDirectory);
    }
}
