using CausalFusion.Data;
using CausalFusion.ML.Columns;
using CausalFusion.Models;
using CausalFusion.Text;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Trainers;

/// <summary>Reads the rows of images and captions to train on, once, and makes a vocabulary from them where none is given.</summary>
/// <param name="options">The columns, and the images and texts in them.</param>
internal sealed class CaptionedDataReader(ImageCaptioningTrainerOptions options)
{
    private readonly ImageInput _image = options.Images;
    private readonly CaptionColumn _caption = new(options.CaptionColumnName);

    /// <summary>Checks the columns before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        _image.Check(shape);
        _caption.Check(shape);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="temporaryFolder">The folder for the temporary file; the system's where null.</param>
    /// <param name="channel">The channel that reaches the log.</param>
    /// <returns>The images, which the caller disposes, with their captions and the vocabulary.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row's image or caption is not as expected.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <exception cref="IOException">The temporary file can't be written.</exception>
    public TrainingData Read(IDataView input, string? temporaryFolder, IChannel channel)
    {
        DataViewSchema.Column images = _image.Find(input.Schema), captionColumn = _caption.Find(input.Schema);
        using DataViewRowCursor cursor = input.GetRowCursor([images, captionColumn, .. RowFileNames.Columns(input.Schema, images)]);
        using IImageValues reader = _image.Open(cursor, images);
        Func<string[]> readCaptions = _caption.Open(cursor, captionColumn);
        using var builder = new ImageDatasetBuilder(_image.Shape, options.DatasetMemoryLimit, temporaryFolder) { ClassCount = 1 };
        byte[] pixels = new byte[_image.Shape.ValueCount];
        var captions = new List<string[]>();
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            reader.Read(pixels);
            captions.Add(readCaptions());
            builder.Add(pixels, label: 0);
        }
        if (builder.Count == 0)
        {
            throw new InvalidOperationException(
                $"Columns '{_image.Name}' and '{_caption.Name}': expected at least one row of training data, found none.");
        }
        Vocabulary vocabulary = options.Vocabulary
            ?? VocabularyTrainer.Train(captions.SelectMany(all => all), options.VocabularyTraining, options.CancellationToken);
        TellOfCuts(captions, vocabulary, channel);
        TextShape text = options.TextOf(vocabulary.Size);
        string conditions = string.Create(
            System.Globalization.CultureInfo.CurrentCulture,
            $"with {captions.Sum(all => all.Length):N0} captions of {vocabulary.TokenCount:N0} different tokens at most");
        return new TrainingData(builder.Build(), shape => options.ConfigFor(shape, text), conditions)
        {
            Captions = captions, Vocabulary = vocabulary,
        };
    }

    private void TellOfCuts(List<string[]> captions, Vocabulary vocabulary, IChannel channel)
    {
        var tokenizer = new BytePairTokenizer(vocabulary);
        int all = 0, cut = 0, longest = 0;
        foreach (string caption in captions.SelectMany(texts => texts))
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            int tokens = tokenizer.Encode(caption).Length;
            all++;
            cut += tokens > options.MaxTokens ? 1 : 0;
            longest = Math.Max(longest, tokens);
        }
        if (cut > 0)
        {
            channel.Warning(
                MessageSensitivity.None, "{0:N0} of {1:N0} captions have more than {2:N0} tokens (MaxTokens) and are cut; the longest has {3:N0}.",
                cut, all, options.MaxTokens, longest);
        }
    }
}
