using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Generation;

/// <summary>Two columns of keys that stand for the same classes: what was asked for and what a classifier says.</summary>
/// <param name="Label">The column of what was asked for.</param>
/// <param name="Predicted">The column of what the classifier says.</param>
internal sealed record ClassPair(string Label, string Predicted)
{
    /// <summary>Counts, for each class, the rows that were asked to be of it, and those of them that are seen so.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or no key, or the keys are not of the same classes.</exception>
    /// <exception cref="InvalidDataException">A row has no label.</exception>
    public (long[] Asked, long[] Seen, string[]? Names) Count(IDataView scored)
    {
        var label = new LabelColumn(Label);
        DataViewSchema.Column labels = label.Find(scored.Schema);
        DataViewSchema.Column predictions = scored.Schema.Require("predicted label", Predicted);
        int classes = LabelColumn.ClassCount(labels);
        if (predictions.Type is not KeyDataViewType key || key.Count != (ulong)classes)
        {
            throw SchemaMismatch.Type("predicted label", Predicted, $"Key with {classes} values, as the label has", predictions.Type is KeyDataViewType other ? $"Key with {other.Count}" : predictions.Type.ToString()!);
        }
        string[]? names = LabelColumn.ClassNames(labels), predictedNames = LabelColumn.ClassNames(predictions);
        if (names is not null && predictedNames is not null && !names.SequenceEqual(predictedNames))
        {
            throw SchemaMismatch.Type("predicted label", Predicted, $"keys for {string.Join(", ", names.Take(10))}, as the label has", string.Join(", ", predictedNames.Take(10)));
        }
        long[] asked = new long[classes], seen = new long[classes];
        using DataViewRowCursor cursor = scored.GetRowCursor([labels, predictions]);
        Func<int> readLabel = label.Open(cursor, labels, classes);
        Func<ulong> readPrediction = IntegerReader.Open(cursor, predictions);
        while (cursor.MoveNext())
        {
            int number = readLabel();
            asked[number]++;
            seen[number] += readPrediction() == (ulong)number + 1 ? 1 : 0;
        }
        return (asked, seen, names ?? predictedNames);
    }
}
