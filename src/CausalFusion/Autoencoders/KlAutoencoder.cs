using System.Security.Cryptography;
using System.Text;
using CausalFusion.Checkpoints;
using CausalFusion.Files;
using CausalFusion.Native;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace CausalFusion.Autoencoders;

/// <summary>
/// A convolutional autoencoder whose latents are kept near a standard normal distribution: those of MAR and of Stable Diffusion (paper, Tables 9 and
/// 10). Its state dict has the names of the published checkpoints.
/// </summary>
/// <remarks>Encoding and decoding may run on several threads.</remarks>
public sealed class KlAutoencoder : nn.Module, IImageAutoencoder
{
    /// <summary>The name of a tensor by which such an autoencoder is known, whatever stands before it.</summary>
    internal const string Landmark = "encoder.conv_in.weight";

    [ComponentName(Name = "encoder")]
    private readonly KlEncoder _encoder;

    [ComponentName(Name = "decoder")]
    private readonly KlDecoder _decoder;

    [ComponentName(Name = "quant_conv")]
    private readonly Conv2d _toMoments;

    [ComponentName(Name = "post_quant_conv")]
    private readonly Conv2d _fromLatents;

    private TilingOptions? _tiling;

    /// <summary>Builds an autoencoder; its weights mean nothing until they are loaded.</summary>
    /// <param name="config">The shape of the autoencoder.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <exception cref="ArgumentException">The configuration cannot be built.</exception>
    public KlAutoencoder(KlAutoencoderConfig config, Device? device = null) : base(TorchLibrary.LoadedFor(nameof(KlAutoencoder)))
    {
        ArgumentNullException.ThrowIfNull(config);
        config.Validate();
        Config = config;
        using var scope = NewDisposeScope(); // what initializes a weight returns it once more

        _encoder = new KlEncoder(config);
        _decoder = new KlDecoder(config);
        _toMoments = nn.Conv2d(2L * config.LatentChannels, 2L * config.LatentChannels, kernel_size: 1L);
        _fromLatents = nn.Conv2d(config.LatentChannels, config.LatentChannels, kernel_size: 1L);
        RegisterComponents();
        this.OwnWeights(device);
        eval();
    }

    /// <summary>The shape of the autoencoder.</summary>
    public KlAutoencoderConfig Config { get; }

    /// <summary>Where the weights are, and what is encoded and decoded; images and latents are moved there.</summary>
    public Device Device => _fromLatents.weight!.device;

    /// <summary>How to work when memory is short; null, the default, works on whole images.</summary>
    /// <exception cref="ArgumentException">The options do not fit the autoencoder.</exception>
    public TilingOptions? Tiling
    {
        get => _tiling;
        set
        {
            value?.Validate(Downsampling);
            _tiling = value;
        }
    }

    /// <inheritdoc/>
    public int ImageChannels => Config.ImageChannels;

    /// <inheritdoc/>
    public int LatentChannels => Config.LatentChannels;

    /// <inheritdoc/>
    public int Downsampling => Config.Downsampling;

    /// <inheritdoc/>
    public double LatentScale => Config.LatentScale;

    /// <summary>
    /// Loads an autoencoder: a bundle that <see cref="Save"/> wrote, or a published checkpoint in any format that <see cref="TensorReader"/> opens.
    /// </summary>
    /// <remarks>
    /// A checkpoint may have the names of the CompVis code (also MAR's) or those of the diffusers library, and may hold the autoencoder as a part of
    /// something larger, such as a whole Stable Diffusion, under a prefix. Peak memory is the autoencoder plus one tensor.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="config">
    /// The shape of the autoencoder in a checkpoint; null tells MAR's and Stable Diffusion's apart by their latents' channels. A bundle knows its
    /// own.
    /// </param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The autoencoder; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, holds no such autoencoder, or is a bundle of another kind.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static KlAutoencoder Load(string path, KlAutoencoderConfig? config = null, Device? device = null)
    {
        using ModelFile file = ModelFile.Open(path);
        using ModelFile? ofPipeline = file.OpenAutoencoder();
        return Load(ofPipeline ?? file, config, device);
    }

    /// <summary>Builds the autoencoder of an open model file and fills it. Peak memory is the autoencoder plus one tensor.</summary>
    /// <param name="file">The file, which says which of its models was taken; it stays open.</param>
    /// <param name="config">
    /// The shape of the autoencoder in a checkpoint; null tells MAR's and Stable Diffusion's apart by their latents' channels. A bundle knows its
    /// own.
    /// </param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The autoencoder; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The file holds no such autoencoder, or says that it is something else.</exception>
    /// <exception cref="StateDictMismatchException">The weights do not fit the configuration.</exception>
    public static KlAutoencoder Load(ModelFile file, KlAutoencoderConfig? config = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(file);
        KlAutoencoderConfig shape = ConfigOf(file, config);
        TensorSourceView weights = KlCheckpointNames.View(file.Weights, shape.ChannelMultipliers.Length);
        return StateDict.Build(weights, shape.ParameterCount, () => new KlAutoencoder(shape, device));
    }

    /// <summary>
    /// The configuration of the autoencoder in a file that <see cref="Load(string, KlAutoencoderConfig, Device)"/> can load without being given one;
    /// its weights are not read.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">The file is damaged, holds no such autoencoder, or is a bundle of another kind.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static KlAutoencoderConfig ReadConfig(string path)
    {
        using ModelFile file = ModelFile.Open(path);
        using ModelFile? ofPipeline = file.OpenAutoencoder();
        return ConfigOf(ofPipeline ?? file, null);
    }

    /// <summary>Whether a file says that it holds such an autoencoder, or shows it by the names of its tensors.</summary>
    /// <param name="file">The file; no weights are read.</param>
    public static bool Recognizes(ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Kind is { } kind
            ? kind == KlAutoencoderConfig.Kind
            : file.Weights.Entries.Keys.Any(name => name.EndsWith(Landmark, StringComparison.Ordinal));
    }

    /// <summary>Builds the autoencoder of an open bundle and fills it.</summary>
    /// <param name="bundle">The bundle; it stays open.</param>
    /// <param name="device">Where to put it; the CPU by default.</param>
    /// <returns>The autoencoder; the caller owns it.</returns>
    /// <exception cref="InvalidDataException">The bundle holds another kind of model, or its configuration cannot be read.</exception>
    internal static KlAutoencoder Load(ModelBundle bundle, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(bundle);
        return bundle.Build(
            KlAutoencoderConfig.Kind, KlAutoencoderConfig.FromJson, config => config.ParameterCount, config => new KlAutoencoder(config, device));
    }

    /// <summary>Saves the autoencoder as a bundle, completely or not at all.</summary>
    /// <param name="path">The file to create or replace.</param>
    /// <exception cref="IOException">The file can't be written; an older file of that name is intact.</exception>
    public void Save(string path) => ModelBundle.Save(path, this, KlAutoencoderConfig.Kind, Config.ToJson());

    /// <inheritdoc/>
    public LatentPosterior Encode(Tensor images)
    {
        LatentShapes.Require(images, ImageChannels, Downsampling, nameof(images));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor moments = Mapped(images.to(Device), Downsampling, 1, tile => _toMoments.call(_encoder.call(tile)));
        LatentPosterior posterior = LatentPosterior.FromMoments(moments);
        posterior.Mean.MoveToOuterDisposeScope();
        posterior.LogVariance.MoveToOuterDisposeScope();
        return posterior;
    }

    /// <inheritdoc/>
    public Tensor Decode(Tensor latents)
    {
        LatentShapes.Require(latents, LatentChannels, multiple: 1, nameof(latents));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Mapped(latents.to(Device), 1, Downsampling, tile => _decoder.call(_fromLatents.call(tile))).MoveToOuterDisposeScope();
    }

    /// <summary>A hash of the weights' names and values, in hexadecimal.</summary>
    public string Fingerprint()
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach ((string name, Tensor tensor) in state_dict().OrderBy(item => item.Key, StringComparer.Ordinal))
            {
                using var scope = NewDisposeScope();
                stream.Write(Encoding.UTF8.GetBytes(name));
                TensorMemory.CopyTo(tensor.detach().cpu().contiguous(), stream);
            }
        }
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static KlAutoencoderConfig ConfigOf(ModelFile file, KlAutoencoderConfig? given)
    {
        file.RequireKind(KlAutoencoderConfig.Kind);
        return file.Config is { } json ? KlAutoencoderConfig.FromJson(json) : given ?? KlCheckpointNames.LatentChannels(file.Weights) switch
        {
            16 => KlAutoencoderConfig.Mar,
            4 => KlAutoencoderConfig.StableDiffusion,
            long channels => throw new InvalidDataException(
                $"'{file.Name}': expected latents of 16 channels (MAR) or 4 (Stable Diffusion), found {channels}; another autoencoder needs its "
                + $"configuration."),
        };
    }

    private Tensor Mapped(Tensor input, int inputUnit, int outputUnit, Func<Tensor, Tensor> map) => _tiling is { } tiling
        ? TiledMap.Apply(input, inputUnit, outputUnit, tiling.TileSize / Downsampling, tiling.Overlap / Downsampling, map)
        : map(input);
}
