using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Trainers;
using CausalFusion.Models;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using static TorchSharp.torch;

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
        _seed = _options.Seed ?? (_options.Training.Seed != 0 ? _options.Training.Seed : (ulong)_host.Rand.NextInt64());
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
        Device device = ModelDevice.Of(_env);
        KlAutoencoder? autoencoder = _options.AutoencoderFile is { } file ? KlAutoencoder.Load(file, device: device) : null;
        try
        {
            using ITrainingDataset examples = Read(input, autoencoder, channel);
            return Train(examples, autoencoder, device, channel);
        }
        catch
        {
            autoencoder?.Dispose();
            throw;
        }
    }

    private ITrainingDataset Read(IDataView input, KlAutoencoder? autoencoder, IChannel channel)
    {
        string? folder = MLNetInternals.TempFilePath(_env);
        IImageDataset images = _reader.Read(input, folder);
        if (autoencoder is null)
        {
            return images;
        }
        using (images)
        {
            return new TemporaryLatents(
                images, autoencoder, _options.Training.HorizontalFlip ?? true, folder, new EncodingLog(channel), _options.CancellationToken);
        }
    }

    private ImageGenerationTransformer Train(ITrainingDataset examples, KlAutoencoder? autoencoder, Device device, IChannel channel)
    {
        ImageModelConfig config = _options.ConfigFor(examples.Shape, examples.ClassCount);
        channel.Info(
            MessageSensitivity.None, "Training on {0:N0} {1} of {2} in {3} classes; {4:N0} parameters, seed {5}.",
            examples.Count, autoencoder is null ? "images" : "latents", examples.Shape, config.Classes, config.ParameterCount, _seed);

        var history = new TrainingHistory();
        var log = new TrainingLog(channel, history, _options.Progress);
        TrainingOptions training = _options.Training with { Seed = _seed };
        ImageModel model = ModelFamilies.Create(config, _seed, device);
        try
        {
            model.Info = new ModelInfo { Schedule = _options.Schedule, LatentSpace = autoencoder is null ? null : LatentSpace.Of(autoencoder) };
            TrainingResult result = new Trainer(training).Train(model, examples, log, _options.CancellationToken);
            var settings = new GeneratorSettings
            {
                OutputColumn = _options.OutputColumnName,
                LabelColumn = _options.LabelColumnName,
                SeedColumn = _options.SeedColumnName,
                Seed = _seed,
                ClassNames = examples.ClassNames?.ToArray(),
                Generation = _options.Generation,
            };
            return new ImageGenerationTransformer(_env, new SharedModel(model, autoencoder), settings, result, history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
