using CausalFusion.Data;
using CausalFusion.ML.Columns;
using Microsoft.ML;

namespace CausalFusion.ML.Trainers;

/// <summary>Reads the rows to train on, once, into memory or a temporary file.</summary>
/// <param name="options">The columns and the images in them.</param>
internal sealed class TrainingDataReader(ImageGenerationTrainerOptions options)
{
    private readonly ImageInput _image = options.Images;
    private readonly ClassColumn _label = options.Labels;

    /// <summary>Checks the columns before there is data.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One is missing or of another type.</exception>
    public void Check(SchemaShape shape)
    {
        _image.Check(shape);
        _label.Check(shape);
    }

    /// <summary>Reads all rows.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="temporaryFolder">The folder for the temporary file; the system's where null.</param>
    /// <returns>The images, which the caller disposes, and what their classes are called; null where that is not known.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of another type.</exception>
    /// <exception cref="InvalidDataException">A row's image or label is not as expected.</exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    /// <exception cref="IOException">The temporary file can't be written.</exception>
    public IImageDataset Read(IDataView input, string? temporaryFolder)
    {
        DataViewSchema.Column images = _image.Find(input.Schema), labels = _label.Find(input.Schema);
        using DataViewRowCursor cursor = input.GetRowCursor([images, labels, .. RowFileNames.Columns(input.Schema, images)]);
        using IImageValues reader = _image.Open(cursor, images);
        ClassReader classes = _label.Open(cursor, labels);
        using var builder = new ImageDatasetBuilder(_image.Shape, options.DatasetMemoryLimit, temporaryFolder) { ClassCount = classes.Count };
        byte[] pixels = new byte[_image.Shape.ValueCount];
        while (cursor.MoveNext())
        {
            options.CancellationToken.ThrowIfCancellationRequested();
            reader.Read(pixels);
            builder.Add(pixels, classes.Read());
        }
        if (builder.Count == 0)
        {
            throw new InvalidOperationException(
                $"Columns '{_image.Name}' and '{_label.Name}': expected at least one row of training data, found none.");
        }
        builder.ClassNames = classes.Names();
        return builder.Build();
    }
}
