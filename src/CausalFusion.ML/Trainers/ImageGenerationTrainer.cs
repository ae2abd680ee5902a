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

/// <summary>Trains a network to draw images of the classes that it is shown.</summary>
/// <remarks>
/// The data is read once, into memory or a temporary file, and every row is checked. Progress goes to the <c>MLContext</c>'s log. The same
/// data, options and seed give the same network.
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
        try
        {
            _options.Validate();
        }
        catch (Exception exception)
        {
            _host.Process(exception);
            throw;
        }
        _reader = new TrainingDataReader(_options);
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
            _reader.Check(inputSchema);
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
        using TrainingData data = _reader.Read(input, MLNetInternals.TempFilePath(_env));
        NetworkTraining network = _options.NetworkFor(data.Dataset.Shape.Height, data.Dataset.Shape.Channels, data.Dataset.ClassCount);
        channel.Info(
            MessageSensitivity.None, "Training on {0:N0} images of {1} in {2} classes; {3:N0} parameters, seed {4}.",
            data.Dataset.Count, data.Dataset.Shape, network.Config.Classes, network.Config.ParameterCount, _seed);

        var history = new TrainingHistory();
        var log = new TrainingLog(channel, history, _options.Progress);
        (IDenoiser model, TrainingResult result) =
            network.Run(new TrainingRun(_options.Training with { Seed = _seed }, data.Dataset, ModelDevice.Of(_env), log, _options.CancellationToken));
        try
        {
            GeneratorSettings settings = new GeneratorSettings
            {
                OutputColumn = _options.OutputColumnName,
                LabelColumn = _options.LabelColumnName,
                SeedColumn = _options.SeedColumnName,
                Seed = _seed,
                ClassNames = data.ClassNames,
            }.With(_options.Generation);
            return new ImageGenerationTransformer(_env, new SharedModel(model), settings, result, history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
