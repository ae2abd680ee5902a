using System.CommandLine;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Latents;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Cli.Settings;

/// <summary>The option that names the autoencoder of a network of latents.</summary>
internal sealed class AutoencoderFlags
{
    private readonly Option<string?> _autoencoder = new("--autoencoder")
    {
        Description =
            "The KL autoencoder of a network that was trained on latents: a bundle, or a published checkpoint of MAR's or Stable Diffusion's.",
        HelpName = "FILE",
    };

    public void AddTo(Command command) => command.Options.Add(_autoencoder);

    /// <summary>What is read, for the check of outputs.</summary>
    public (string Option, string? Path) Input(ParseResult parsed) => (_autoencoder.Name, parsed.GetValue(_autoencoder));

    /// <summary>Opens what stands between the network's images and pixels.</summary>
    /// <exception cref="UsageException">The network needs an autoencoder, or another one, or none.</exception>
    public ImageCodec Open(ParseResult parsed, ModelFile file, ImageModelConfig config, Device device)
    {
        string? path = parsed.GetValue(_autoencoder);
        using ModelFile? ofPipeline = path is null ? file.OpenAutoencoder() : null;
        KlAutoencoder? autoencoder = path is not null ? InputException.Guard(path, () => KlAutoencoder.Load(path, device: device))
            : ofPipeline is not null ? InputException.Guard(ofPipeline.Name, () => KlAutoencoder.Load(ofPipeline, device: device))
            : null;
        try
        {
            return new ImageCodec(config.Shape, ModelInfo.Of(file).LatentSpace, autoencoder);
        }
        catch (ArgumentException exception)
        {
            autoencoder?.Dispose();
            throw new UsageException($"{_autoencoder.Name}: '{file.Name}': {exception.Message}");
        }
    }
}
