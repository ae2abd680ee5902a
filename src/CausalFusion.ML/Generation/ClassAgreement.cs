using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Generation;

/// <summary>Two columns of keys that stand for the same classes: what was asked for and what a classifier says.</summary>
/// <param name="Label">The column of what was asked for.</param>
/// <param name="Predicted">The column of what the classifier says.</param>
internal sealed record ClassAgreement(string Label, string Predicted)
{
    private const string LabelRole = "label", PredictedRole = "predicted label";

    /// <summary>Counts, for each class, the rows that were asked to be of it, and those of them that are seen so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or no key, or the keys are not of the same classes.</exception>
    /// <exception cref="InvalidDataException">A row has no label.</exception>
    public ClassAgreementMetrics Count(IDataView scored)
    {
        if (scored.Schema.Require(LabelRole, Label).Type is var type and not KeyDataViewType)
        {
            throw SchemaMismatch.Type(LabelRole, Label, "Key", type.ToString()!);
        }
        var label = new ClassColumn(Label, null, null);
        DataViewSchema.Column labels = label.Find(scored.Schema), predictions = scored.Schema.Require(PredictedRole, Predicted);
        int classes = (int)((KeyDataViewType)labels.Type).Count;
        if (predictions.Type is not KeyDataViewType key || key.Count != (ulong)classes)
        {
            string found = predictions.Type is KeyDataViewType other ? $"Key with {other.Count}" : predictions.Type.ToString()!;
            throw SchemaMismatch.Type(PredictedRole, Predicted, $"Key with {classes} values, as the label has", found);
        }
        string[]? names = ClassColumn.KeyNames(labels), predictedNames = ClassColumn.KeyNames(predictions);
        if (names is not null && predictedNames is not null && !names.SequenceEqual(predictedNames))
        {
            string expected = $"keys for {ClassColumn.Listed(names)}, as the label has";
            throw SchemaMismatch.Type(PredictedRole, Predicted, expected, ClassColumn.Listed(predictedNames));
        }
        long[] asked = new long[classes], seen = new long[classes];
        using DataViewRowCursor cursor = scored.GetRowCursor([labels, predictions]);
        ClassReader reader = label.Open(cursor, labels);
        Func<ulong> readPrediction = IntegerReader.Open(cursor, predictions);
        while (cursor.MoveNext())
        {
            int number = reader.Read();
            asked[number]++;
            seen[number] += readPrediction() == (ulong)number + 1 ? 1 : 0;
        }
        return new ClassAgreementMetrics(asked, seen, names ?? predictedNames);
    }
}
