using CausalFusion.Evaluation;
using CausalFusion.ML.Columns;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Captioning;

/// <summary>A column of captions, texts or vectors of words, and a column of the references of each, vectors of texts.</summary>
/// <param name="Caption">The column of captions.</param>
/// <param name="References">The column of references.</param>
/// <param name="Tokenization">How texts become words.</param>
internal sealed record CaptionColumns(string Caption, string References, CaptionTokenization Tokenization)
{
    /// <summary>Reads all rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row has no reference with a word, or too much of something.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public CaptionSet Read(IDataView data)
    {
        DataViewSchema.Column captions = data.Schema.Require("caption", Caption), references = data.Schema.Require("reference", References);
        if (captions.Type is not TextDataViewType && !IsTexts(captions.Type))
        {
            throw SchemaMismatch.Type("caption", Caption, "String or a vector of String, the caption's words", captions.Type.ToString()!);
        }
        if (!IsTexts(references.Type))
        {
            throw SchemaMismatch.Type("reference", References, "a vector of String, one for each reference", references.Type.ToString()!);
        }
        var set = new CaptionSet();
        using DataViewRowCursor cursor = data.GetRowCursor([captions, references]);
        Func<IReadOnlyList<string>> readCaption = captions.Type is TextDataViewType ? OpenText(cursor, captions) : OpenWords(cursor, captions);
        Func<List<IReadOnlyList<string>>> readReferences = OpenReferences(cursor, references);
        while (cursor.MoveNext())
        {
            set.Add(readCaption(), readReferences());
        }
        return set.Count > 0
            ? set
            : throw new InvalidOperationException(
                $"Columns '{Caption}' and '{References}': expected at least one row of captions and their references, found none.");
    }

    private Func<IReadOnlyList<string>> OpenText(DataViewRow row, DataViewSchema.Column column)
    {
        ValueGetter<ReadOnlyMemory<char>> getter = row.GetGetter<ReadOnlyMemory<char>>(column);
        ReadOnlyMemory<char> text = default;
        return () =>
        {
            getter(ref text);
            return Split(row, Caption, text.Span);
        };
    }

    private static Func<IReadOnlyList<string>> OpenWords(DataViewRow row, DataViewSchema.Column column)
    {
        Func<List<ReadOnlyMemory<char>>> read = OpenTexts(row, column, CaptionSet.MaxWords, "words");
        return () => [.. read().Select(word => word.ToString())];
    }

    private Func<List<IReadOnlyList<string>>> OpenReferences(DataViewRow row, DataViewSchema.Column column)
    {
        Func<List<ReadOnlyMemory<char>>> read = OpenTexts(row, column, CaptionSet.MaxReferences, "references");
        return () =>
        {
            List<ReadOnlyMemory<char>> texts = read();
            List<IReadOnlyList<string>> references = [.. texts.Select(text => Split(row, References, text.Span)).Where(words => words.Count > 0)];
            return references.Count > 0
                ? references
                : throw SchemaMismatch.Value(
                    row, References, "a reference with a word", texts.Count == 0 ? "no text" : $"texts without one, such as '{texts[0]}'");
        };
    }

    // Texts that are not empty. A vector may have any length; what is not stored in it is empty.
    private static Func<List<ReadOnlyMemory<char>>> OpenTexts(DataViewRow row, DataViewSchema.Column column, int most, string what)
    {
        ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter = row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column);
        VBuffer<ReadOnlyMemory<char>> buffer = default;
        return () =>
        {
            getter(ref buffer);
            var texts = new List<ReadOnlyMemory<char>>();
            foreach (ReadOnlyMemory<char> text in buffer.GetValues())
            {
                if (!text.IsEmpty)
                {
                    texts.Add(text);
                }
            }
            return texts.Count <= most ? texts : throw SchemaMismatch.Value(row, column.Name, $"at most {most} {what}", $"{texts.Count}");
        };
    }

    private IReadOnlyList<string> Split(DataViewRow row, string column, ReadOnlySpan<char> text)
    {
        if (text.Length > CaptionTokenizer.MaxLength)
        {
            throw SchemaMismatch.Value(row, column, $"texts of at most {CaptionTokenizer.MaxLength} characters", $"{text.Length}");
        }
        IReadOnlyList<string> words = CaptionTokenizer.Tokenize(text, Tokenization);
        return words.Count <= CaptionSet.MaxWords
            ? words
            : throw SchemaMismatch.Value(row, column, $"texts of at most {CaptionSet.MaxWords} words", $"{words.Count}");
    }

    private static bool IsTexts(DataViewType type) => type is VectorDataViewType { ItemType: TextDataViewType };
}
