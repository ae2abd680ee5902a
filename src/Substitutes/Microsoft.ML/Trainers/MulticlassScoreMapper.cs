using System.Reflection;
using Microsoft.ML.Trainers;

namespace Microsoft.ML.Data;

/// <summary>Computes a row's predicted label and scores.</summary>
internal sealed class MulticlassScoreMapper : IRowMapper
{
    private const int PredictedLabelOutput = 0;
    private const int ScoreOutput = 1;

    private readonly IMulticlassModel _model;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.DetachedColumn[] _outputs;

    public MulticlassScoreMapper(IMulticlassModel model, DataViewSchema.Column features, DataViewSchema.Column trainLabel, DataViewSchema inputSchema)
    {
        (_model, _features) = (model, features);
        _outputs = new DataViewSchema.DetachedColumn[2];
        uint set = NextScoreSet(inputSchema);
        _outputs[PredictedLabelOutput] = new DataViewSchema.DetachedColumn(ColumnNames.PredictedLabel, new KeyDataViewType(typeof(uint), model.ClassCount),
            Annotate(set, ColumnNames.PredictedLabel, trainLabel, AnnotationKinds.KeyValues));
        _outputs[ScoreOutput] = new DataViewSchema.DetachedColumn(ColumnNames.Score, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount),
            Annotate(set, ColumnNames.Score, trainLabel, AnnotationKinds.TrainingLabelValues, AnnotationKinds.SlotNames));
    }

    public DataViewSchema.DetachedColumn[] GetOutputColumns() => _outputs;

    public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
    {
        bool isNeeded = activeOutput(PredictedLabelOutput) || activeOutput(ScoreOutput);
        return index => isNeeded && index == _features.Index;
    }

    public Delegate[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action disposer)
    {
        disposer = null;
        var getters = new Delegate[2];
        if (!activeOutput(PredictedLabelOutput) && !activeOutput(ScoreOutput))
            return getters;

        ValueGetter<VBuffer<float>> getFeatures = input.GetGetter<VBuffer<float>>(input.Schema[_features.Index]);
        VBuffer<float> features = default;
        float[] scores = new float[_model.ClassCount];
        long position = -1;
        getters[PredictedLabelOutput] = (ValueGetter<uint>)((ref uint value) => value = BestOf(Current()));
        getters[ScoreOutput] = (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, scores.Length);
            Current().CopyTo(editor.Values);
            value = editor.Commit();
        });
        return getters;

        Span<float> Current()
        {
            if (position != input.Position)
            {
                getFeatures(ref features);
                _model.Score(features, scores);
                position = input.Position;
            }
            return scores;
        }
    }

    /// <summary>The key of the highest score, the first of equal ones; missing where no score is a number.</summary>
    private static uint BestOf(ReadOnlySpan<float> scores)
    {
        int best = -1;
        for (int c = 0; c < scores.Length; c++)
            if (!float.IsNaN(scores[c]) && (best < 0 || scores[c] > scores[best]))
                best = c;
        return (uint)(best + 1);
    }

    /// <summary>Tells the score columns of one model from those of the models before it.</summary>
    private static uint NextScoreSet(DataViewSchema schema)
    {
        uint last = 0;
        foreach (DataViewSchema.Column column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.ScoreColumnSetId)?.Type is not KeyDataViewType { RawType: var type } || type != typeof(uint))
                continue;
            uint set = 0;
            column.Annotations.GetValue(AnnotationKinds.ScoreColumnSetId, ref set);
            last = Math.Max(last, set);
        }
        return last + 1;
    }

    /// <summary>Annotations that say what the column is, and what its classes are under each of the kinds that can hold it.</summary>
    private DataViewSchema.Annotations Annotate(uint set, string valueKind, DataViewSchema.Column trainLabel, params string[] labelKinds)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnSetId, new KeyDataViewType(typeof(uint), int.MaxValue), set);
        builder.AddPrimitiveValue(AnnotationKinds.ScoreColumnKind, TextDataViewType.Instance, "MulticlassClassification".AsMemory());
        builder.AddPrimitiveValue(AnnotationKinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        if (trainLabel.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues) is { Type: VectorDataViewType type } values && type.Size == _model.ClassCount)
        {
            Delegate getter = (Delegate)typeof(MulticlassScoreMapper).GetMethod(nameof(GetterOf), BindingFlags.Static | BindingFlags.NonPublic)
                .MakeGenericMethod(type.ItemType.RawType).Invoke(null, [trainLabel]);
            foreach (string kind in labelKinds)
                if (kind != AnnotationKinds.SlotNames || type.ItemType is TextDataViewType)
                    builder.Add(kind, type, getter, values.Annotations);
        }
        return builder.ToAnnotations();
    }

    private static ValueGetter<VBuffer<T>> GetterOf<T>(DataViewSchema.Column label) => (ref VBuffer<T> value) => label.GetKeyValues(ref value);
}
