using CausalFusion.ML.Captioning;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Trainers;
using CausalFusion.Training;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML;

/// <summary>Trains one network to say what images show, and to generate images of what texts say.</summary>
/// <remarks>
/// The data is read once, into memory or a temporary file, and every row is checked; where there is an autoencoder, it is encoded once, into
/// temporary files. Captions stay in memory. Progress goes to the <c>MLContext</c>'s log, and how many captions are longer than the network's texts.
/// The same data, options and seed give the same network.
/// </remarks>
public sealed class ImageCaptioningTrainer : IEstimator<ImageCaptioningTransformer>
{
    private readonly IHostEnvironment _env;
    private readonly IHost _host;
    private readonly ImageCaptioningTrainerOptions _options;
    private readonly CaptionedDataReader _reader;
    private readonly CaptionerSettings _settings;

    internal ImageCaptioningTrainer(IHostEnvironment env, ImageCaptioningTrainerOptions options)
    {
        _env = env;
        _host = env.Register(nameof(ImageCaptioningTrainer));
        _options = options.Copy();
        _host.Marking("Options", () => _options.Validate());
        _reader = new CaptionedDataReader(_options);
        _settings = new CaptionerSettings
        {
            OutputColumn = _options.OutputColumnName,
            ImageColumn = _options.ImageColumnName,
            ScoreColumn = _options.ScoreColumnName,
            Seed = NetworkTraining.SeedOf(_options, _host),
            Captioning = _options.Captioning,
            Sizing = _options.Sizing,
            InputFormat = _options.InputFormat,
        };
    }

    /// <summary>Trains on data.</summary>
    /// <param name="input">The data, with the columns of images and captions.</param>
    /// <returns>
    /// A transformer that writes captions of images; given to <c>GenerateImages</c> or <c>EditImages</c>, its network generates images. The caller
    /// disposes it, or the chain that it is in.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    /// <exception cref="InvalidDataException">
    /// A row's image or caption is not as expected, or the checkpoint to resume from is damaged or of another training.
    /// </exception>
    /// <exception cref="InvalidOperationException">The data is empty, or the GPU cannot be had.</exception>
    /// <exception cref="IOException">The autoencoder's file can't be read, or a temporary file or a checkpoint can't be written.</exception>
    /// <exception cref="TrainingDivergedException">The loss is no longer finite; the last checkpoint is intact.</exception>
    /// <exception cref="OperationCanceledException">The options' token was canceled.</exception>
    public ImageCaptioningTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return _host.Marking(nameof(Fit), () =>
        {
            using IChannel channel = _host.Start(nameof(Fit));
            TrainedNetwork trained =
                new NetworkTraining(_env, _options, _settings.Seed).Run(folder => _reader.Read(input, folder, channel), channel);
            return new ImageCaptioningTransformer(_env, trained.Network, _settings, trained.Result, trained.History);
        });
    }

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _host.Marking(nameof(GetOutputSchema), () => _reader.Check(inputSchema));
        return _settings.Outputs.Aggregate(inputSchema, (shape, column) => shape.With(column.Name, column.Type));
    }
}
