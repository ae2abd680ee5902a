using System.Globalization;
using System.Numerics;
using System.Reflection;

namespace Microsoft.ML.Data;

/// <summary>Passes over scored rows once, and measures them.</summary>
internal sealed class MulticlassEvaluator(IHost host, int topKPredictionCount)
{
    /// <summary>Reads a row's class from 0, or a negative number where it has none that can be used.</summary>
    private delegate double ClassReader();

    public MulticlassClassificationMetrics Evaluate(IDataView data, string labelName, string scoreName, string predictedLabelName)
    {
        DataViewSchema schema = data.Schema;
        DataViewSchema.Column label = Find(schema, "label", labelName);
        DataViewSchema.Column score = Find(schema, "score", scoreName);
        Find(schema, "predicted label", predictedLabelName);
        if (score.Type is not VectorDataViewType { Size: >= 2 } scoreType || scoreType.ItemType != NumberDataViewType.Single)
            throw host.ExceptSchemaMismatch(nameof(schema), "score", scoreName, "vector of two or more items of type Single", score.Type.ToString());
        if (label.Type != NumberDataViewType.Single && label.Type is not KeyDataViewType)
            throw host.ExceptSchemaMismatch(nameof(schema), "label", labelName, "Single or Key", label.Type.ToString());

        var counts = new MulticlassCounts(scoreType.Size);
        long unusable = 0, unlabelled = 0;
        using (DataViewRowCursor cursor = data.GetRowCursor([label, score]))
        {
            ClassReader readClass = MakeReader(cursor, label);
            ValueGetter<VBuffer<float>> getScores = cursor.GetGetter<VBuffer<float>>(score);
            VBuffer<float> buffer = default;
            float[] scores = new float[scoreType.Size];
            while (cursor.MoveNext())
            {
                double trueClass = readClass();
                if (!(trueClass >= 0 && trueClass == Math.Floor(trueClass)))
                {
                    unlabelled++;
                    continue;
                }
                getScores(ref buffer);
                buffer.CopyTo(scores);
                if (Array.TrueForAll(scores, float.IsFinite))
                    counts.Add((int)Math.Min(trueClass, int.MaxValue), scores);
                else
                    unusable++;
            }
        }
        Warn(unlabelled, unusable, counts.UnknownClassCount);
        return new MulticlassClassificationMetrics(counts, ClassNames(score, scoreType.Size), topKPredictionCount);
    }

    private DataViewSchema.Column Find(DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name) ?? throw host.ExceptSchemaMismatch(nameof(schema), role, name);

    private void Warn(long unlabelled, long unusable, long unknown)
    {
        using IChannel channel = host.Start("Evaluation");
        if (unlabelled > 0)
            channel.Warning(MessageSensitivity.None, "Encountered {0} unlabeled instances during testing.", unlabelled);
        if (unusable > 0)
            channel.Warning(MessageSensitivity.None, "The predictor produced non-finite prediction values on {0} instances during testing.", unusable);
        if (unknown > 0)
            channel.Warning(MessageSensitivity.None,
                "Found {0} test instances with class values not seen in the training set. LogLoss is reported higher than usual because of these instances.", unknown);
    }

    private static string[] ClassNames(DataViewSchema.Column score, int count)
    {
        if (!score.HasSlotNames())
            return [.. Enumerable.Range(0, count).Select(c => c.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> names = default;
        score.GetSlotNames(ref names);
        return [.. names.DenseValues().Select(name => name.ToString())];
    }

    private static ClassReader MakeReader(DataViewRowCursor row, DataViewSchema.Column label)
    {
        if (label.Type is KeyDataViewType)
            return (ClassReader)typeof(MulticlassEvaluator).GetMethod(nameof(MakeKeyReader), BindingFlags.Static | BindingFlags.NonPublic)
                .MakeGenericMethod(label.Type.RawType).Invoke(null, [row, label]);
        ValueGetter<float> get = row.GetGetter<float>(label);
        float value = 0;
        return () =>
        {
            get(ref value);
            return value;
        };
    }

    private static ClassReader MakeKeyReader<T>(DataViewRowCursor row, DataViewSchema.Column label)
        where T : struct, INumber<T>
    {
        ValueGetter<T> get = row.GetGetter<T>(label);
        T value = default;
        return () =>
        {
            get(ref value);
            return double.CreateChecked(value) - 1;
        };
    }
}
