using CausalFusion.Data;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Trainers;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML;

/// <summary>Trains a network to generate images of the classes that it is shown.</summary>
/// <remarks>
/// The data is read once, into memory or a temporary file, and every row is checked; where there is an autoencoder, it is encoded once, into
/// temporary files. Progress goes to the <c>MLContext</c>'s log. The same data, options and seed give the same network.
/// </remarks>
public sealed class ImageGenerationTrainer : IEstimator<ImageGenerationTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly ImageGenerationTrainerOptions _options;
    private readonly TrainingDataReader _reader;
    private readonly ulong _seed;

    internal ImageGenerationTrainer(IHostEnvironment env, ImageGenerationTrainerOptions options)
    {
        _env = env;
        _host = env.Register(nameof(ImageGenerationTrainer));
        _options = options.Copy();
        _host.Marking("Options", () => _options.Validate());
        _reader = new TrainingDataReader(_options);
        _seed = NetworkTraining.SeedOf(_options, _host);
    }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The data, with the columns of images and labels.</param>
    /// <returns>A transformer that generates images from labels; the caller disposes it, or the chain that it is in.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidDataException">
    /// A row's image or label is not as expected, or the checkpoint to resume from is damaged or of another training.
    /// </exception>
    /// <exception cref="InvalidOperationException">The data is empty, or the GPU cannot be had.</exception>
    /// <exception cref="IOException">The autoencoder's file can't be read, or a temporary file or a checkpoint can't be written.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite; the last checkpoint is intact.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public ImageGenerationTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _host.Marking(nameof(Fit), () =>
        {
            using IChannel channel = _host.Start(nameof(Fit));
            return Fit(input, channel);
        });
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _host.Marking(nameof(GetOutputSchema), () => _reader.Check(inputSchema));
        return inputSchema.With(_options.OutputColumnName, new ImageDataViewType());
    }

    private ImageGenerationTransformer Fit(IDataView input, IChannel channel)
    {
        string[]? classNames = null;
        TrainedNetwork trained = new NetworkTraining(_env, _options, _seed).Run(Read, channel);
        var settings = new GeneratorSettings
        {
            OutputColumn = _options.OutputColumnName,
            LabelColumn = _options.LabelColumnName,
            SeedColumn = _options.SeedColumnName,
            Seed = _seed,
            ClassNames = classNames,
            Generation = _options.Generation,
        };
        return new ImageGenerationTransformer(_env, trained.Network, settings, trained.Result, trained.History);

        TrainingData Read(string? folder)
        {
            IImageDataset images = _reader.Read(input, folder);
            classNames = images.ClassNames?.ToArray();
            int classes = images.ClassCount;
            return new TrainingData(images, shape => _options.ConfigFor(shape, classes), $"in {classes} classes");
        }
    }
}
