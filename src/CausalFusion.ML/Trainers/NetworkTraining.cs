using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Families;
using CausalFusion.ML.Hosting;
using CausalFusion.ML.Networks;
using CausalFusion.Models;
using CausalFusion.Training;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace CausalFusion.ML.Trainers;

/// <summary>The training of a network on rows that are read once, whatever is learned of them.</summary>
/// <param name="env">Where it runs.</param>
/// <param name="options">The images, the network and how to train.</param>
/// <param name="seed">The seed of everything.</param>
internal sealed class NetworkTraining(IHostEnvironment env, ImageTrainerOptions options, ulong seed)
{
    /// <summary>The seed that a trainer's options say, or one that its host draws.</summary>
    public static ulong SeedOf(ImageTrainerOptions options, IHost host) =>
        options.Seed ?? (options.Training.Seed != 0 ? options.Training.Seed : (ulong)host.Rand.NextInt64());

    /// <summary>Trains.</summary>
    /// <param name="read">Reads the rows; it is given the folder for temporary files, the system's where null.</param>
    /// <param name="channel">The channel that reaches the log.</param>
    /// <returns>The network, which the caller owns.</returns>
    public TrainedNetwork Run(Func<string?, TrainingData> read, IChannel channel)
    {
        Device device = ModelDevice.Of(env);
        KlAutoencoder? autoencoder = options.AutoencoderFile is { } file ? KlAutoencoder.Load(file, device: device) : null;
        try
        {
            string? folder = MLNetInternals.TempFilePath(env);
            TrainingData data = read(folder);
            ImageModelConfig config = data.Config(options.ShapeForNetwork());
            using ITrainingDataset examples = Encoded(data, config, autoencoder, folder, channel);
            channel.Info(
                MessageSensitivity.None, "Training on {0:N0} {1} of {2} {3}; {4:N0} parameters, seed {5}.",
                examples.Count, autoencoder is null ? "images" : "latents", examples.Shape, data.Conditions, config.ParameterCount, seed);
            var info = new ModelInfo
            {
                Schedule = options.Schedule, LatentSpace = autoencoder is null ? null : LatentSpace.Of(autoencoder), Vocabulary = data.Vocabulary,
            };
            return Train(examples, config, info, autoencoder, device, channel);
        }
        catch
        {
            autoencoder?.Dispose();
            throw;
        }
    }

    private ITrainingDataset Encoded(
        TrainingData data, ImageModelConfig config, KlAutoencoder? autoencoder, string? folder, IChannel channel)
    {
        ITrainingDataset examples = data.Images;
        if (autoencoder is not null)
        {
            using (data.Images)
            {
                examples = new TemporaryLatents(
                    data.Images, autoencoder, options.Training.Mirrors(config), folder, new EncodingLog(channel), options.CancellationToken);
            }
        }
        return data.Captions is null ? examples : new CaptionedExamples(examples, data.Captions);
    }

    private TrainedNetwork Train(
        ITrainingDataset examples, ImageModelConfig config, ModelInfo info, KlAutoencoder? autoencoder, Device device, IChannel channel)
    {
        var history = new TrainingHistory();
        var log = new TrainingLog(channel, history, options.Progress);
        TrainingOptions training = options.Training with { Seed = seed };
        ImageModel model = ModelFamilies.Create(config, seed, device);
        try
        {
            model.Info = info;
            TrainingResult result = new Trainer(training).Train(model, examples, log, options.CancellationToken);
            return new TrainedNetwork(new SharedModel(model, autoencoder), result, history);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }
}
