using CausalFusion.Data;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Frames;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Models;
using CausalFusion.ML.Persistence;
using CausalFusion.ML.Transforms;
using CausalFusion.Models;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Trainers;

/// <summary>Trains a CausalFusion network to draw images of the classes that it is shown.</summary>
/// <remarks>
/// The data is read once, into memory or a temporary file, and every row is checked. Progress goes to the <c>MLContext</c>'s log. The same
/// data, options and seed give the same network.
/// </remarks>
public sealed class ImageGenerationTrainer : IEstimator<ImageGenerationTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly CausalFusionTrainerOptions _options;
    private readonly ImageColumn _image;
    private readonly LabelColumn _label;
    private readonly ulong _seed;

    internal ImageGenerationTrainer(IHostEnvironment env, CausalFusionTrainerOptions options)
    {
        _env = env;
        _host = env.Register(nameof(ImageGenerationTrainer));
        _options = options.Copy();
        try
        {
            _options.Validate();
        }
        catch (Exception exception)
        {
            _host.Process(exception);
            throw;
        }
        _image = new ImageColumn(_options.ImageColumnName, new ImageShape(_options.ImageSize, _options.ImageSize, _options.Channels));
        _label = new LabelColumn(_options.LabelColumnName);
        _seed = _options.Seed ?? (_options.Training.Seed != 0 ? _options.Training.Seed : (ulong)_host.Rand.NextInt64());
    }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The data, with the columns of images and labels.</param>
    /// <returns>A transformer that draws images from labels; the caller disposes it, or the chain that it is in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidDataException">A row's image or label is not as expected, or the checkpoint to resume from is damaged or of another training.</exception>
    /// <exception cref="InvalidOperationException">The data is empty, or the GPU cannot be had.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite; the last checkpoint is intact.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    public ImageGenerationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        try
        {
            using IChannel channel = _host.Start("Fit");
            return Fit(input, channel);
        }
        catch (Exception exception)
        {
            _host.Process(exception);
            throw;
        }
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        try
        {
            _image.Check(inputSchema);
            _label.Check(inputSchema);
        }
        catch (Exception exception)
        {
            _host.Process(exception);
            throw;
        }
        return inputSchema.With(_options.OutputColumnName, new ImageDataViewType());
    }

    private ImageGenerationTransformer Fit(IDataView input, IChannel channel)
    {
        DataViewSchema.Column labels = _label.Find(input.Schema);
        using IImageDataset dataset = ReadImages(input, labels);
        CausalFusionConfig config = _options.ConfigFor(dataset.ClassCount);
        channel.Info(
            MessageSensitivity.None, "Training on {0:N0} images of {1} in {2} classes; {3:N0} parameters, seed {4}.",
            dataset.Count, dataset.Shape, dataset.ClassCount, config.ParameterCount, _seed);

        var model = new CausalFusionModel(config, _seed, ModelDevice.Of(_env));
        try
        {
            var trainer = new CausalFusionTrainer(_options.Training with { Seed = _seed });
            var history = new TrainingHistory();
            TrainingResult result = trainer.Train(model, dataset, new TrainingLog(channel, history, _options.Progress), _options.CancellationToken);
            GeneratorSettings settings = new GeneratorSettings
            {
                OutputColumn = _options.OutputColumnName,
                LabelColumn = _options.LabelColumnName,
                SeedColumn = _options.SeedColumnName,
                Seed = _seed,
                ClassNames = LabelColumn.ClassNames(labels),
            }.With(_options.Generation);
            return new ImageGenerationTransformer(_env, new SharedModel(model), settings, result, history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    private IImageDataset ReadImages(IDataView input, DataViewSchema.Column labels)
    {
        DataViewSchema.Column images = _image.Find(input.Schema);
        int classes = LabelColumn.ClassCount(labels);
        using var builder = new ImageDatasetBuilder(_image.Shape, _options.DatasetMemoryLimit, MLNetInternals.TempFilePath(_env)) { ClassCount = classes };
        using DataViewRowCursor cursor = input.GetRowCursor([images, labels]);
        using var reader = new ImageReader(_image, cursor, images);
        Func<int> readLabel = _label.Open(cursor, labels, classes);
        byte[] pixels = new byte[_image.Shape.ByteCount];
        while (cursor.MoveNext())
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            reader.Read(pixels);
            builder.Add(pixels, readLabel());
        }
        return builder.Count > 0
            ? builder.Build()
            : throw new InvalidOperationException(
                $"Columns '{_image.Name}' and '{_label.Name}': expected at least one row of training data, found none.");
    }
}
