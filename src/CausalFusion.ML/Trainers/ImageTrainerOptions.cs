using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Diffusion;
using CausalFusion.Images;
using CausalFusion.ML.Columns;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.ML;

/// <summary>What all trainers have in common: the images, the size of the network, and how to train.</summary>
/// <remarks>The device is the <c>MLContext</c>'s: its GpuDeviceId, or the CPU; temporary files go to its TempFilePath.</remarks>
public abstract class ImageTrainerOptions
{
    internal const string DefaultImageColumn = "Image";
    internal const int DefaultImageSize = 32, DefaultChannels = 3, DefaultSteps = 10_000;

    private protected ImageTrainerOptions()
    {
    }

    /// <summary>
    /// The column of images to learn: ML.NET's images, of <see cref="ImageSize"/> unless <see cref="Sizing"/> says how to bring them to it, or
    /// vectors of the pixels of images of that size. Default "Image".
    /// </summary>
    public string ImageColumnName { get; set; } = DefaultImageColumn;

    /// <summary>What is done with an image that is not <see cref="ImageSize"/> pixels high and wide. Default an error.</summary>
    public ImageSizing Sizing { get; set; } = ImageSizing.Exact;

    /// <summary>
    /// How the column of images holds pixels, where it is one of vectors: of bytes, or of single- or double-precision numbers, which are rounded to
    /// the 256 levels of a byte. Default planar, 0 to 255.
    /// </summary>
    public PixelVectorFormat InputFormat { get; set; } = new();

    /// <summary>
    /// The file of a KL autoencoder on whose latents the network is trained, in the place of pixels: a bundle, or a published checkpoint of MAR's or
    /// Stable Diffusion's. Its header is read when the trainer is made. The trained transformer holds the autoencoder. Null (the default) to train on
    /// pixels.
    /// </summary>
    public string? AutoencoderFile { get; set; }

    /// <summary>
    /// Height of the images in pixels, and their width unless <see cref="ImageWidth"/> says another: a multiple of <see cref="PatchSize"/>, or, where
    /// there is an autoencoder, of that times the autoencoder's downsampling. Default 32.
    /// </summary>
    public int ImageSize { get; set; } = DefaultImageSize;

    /// <summary>Width of the images in pixels, a multiple of the same; null, the default, where they are square.</summary>
    public int? ImageWidth { get; set; }

    /// <summary>1 for gray images, 3 for colors; what the autoencoder takes, where there is one. Default 3.</summary>
    public int Channels { get; set; } = DefaultChannels;

    /// <summary>
    /// Height and width of the patch that one token stands for, a divisor of the size of the image, or of its latent. Time and memory grow with the
    /// number of tokens. Default 4.
    /// </summary>
    public int PatchSize { get; set; } = 4;

    /// <summary>Width of the transformer, a multiple of 4 and of <see cref="Heads"/>. Default 192.</summary>
    public int Width { get; set; } = 192;

    /// <summary>Number of transformer blocks, at least 1. Default 6.</summary>
    public int Layers { get; set; } = 6;

    /// <summary>Number of attention heads, at least 1. Default 6.</summary>
    public int Heads { get; set; } = 6;

    /// <summary>
    /// How to train. Default 10,000 steps of 64 images at a learning rate of 5e-4 after 500 steps of warm-up, with an average of weights over about
    /// 1,000 steps, which suits a small network; the rest is <see cref="TrainingOptions"/>' own. Its seed is used where <see cref="Seed"/> is null
    /// and it is not 0.
    /// </summary>
    public TrainingOptions Training { get; set; } = new()
    {
        Steps = DefaultSteps, BatchSize = 64, LearningRate = 5e-4, WarmupSteps = 500, EmaDecay = 0.999,
    };

    /// <summary>The noise schedule to train with, which is saved with the network. Default the paper's.</summary>
    public NoiseSchedule Schedule { get; set; } = NoiseSchedule.Default;

    /// <summary>
    /// The seed of the weights, of training and of rows without a seed of their own. Null (the default) draws one from the <c>MLContext</c>'s.
    /// State one, or give the context one, to resume a training from its checkpoint in another process.
    /// </summary>
    public ulong? Seed { get; set; }

    /// <summary>
    /// The most bytes of images to keep in memory, at least 0; a larger data set goes to a temporary file. Latents are always in temporary files.
    /// Default 4 GiB.
    /// </summary>
    public long DatasetMemoryLimit { get; set; } = ImageDatasetBuilder.DefaultMemoryLimit;

    /// <summary>Told after every training step; the log gets a line about once a second without it. Default null.</summary>
    public IProgress<TrainingProgress>? Progress { get; set; }

    /// <summary>Stops training before the next step, after a checkpoint where <see cref="Training"/> names a file. Default none.</summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>Checks the options.</summary>
    /// <exception cref="ArgumentException">A value is missing or out of range, or the values do not fit each other.</exception>
    /// <exception cref="InvalidDataException">The autoencoder's file is damaged, or holds none.</exception>
    /// <exception cref="IOException">The autoencoder's file can't be read.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrEmpty(ImageColumnName);
        ValidateColumns();
        if (ImageSize < 1 || ImageWidth < 1)
        {
            throw new ArgumentException(
                $"{(ImageSize < 1 ? nameof(ImageSize) : nameof(ImageWidth))} must be at least 1; found {(ImageSize < 1 ? ImageSize : ImageWidth)}.");
        }
        if (Channels is not (1 or 3))
        {
            throw new ArgumentException($"Channels must be 1 or 3; found {Channels}.");
        }
        if (DatasetMemoryLimit < 0)
        {
            throw new ArgumentException($"DatasetMemoryLimit must be at least 0 bytes; found {DatasetMemoryLimit}.");
        }
        ArgumentNullException.ThrowIfNull(Training);
        ArgumentNullException.ThrowIfNull(Schedule);
        ImageModelConfig config = ConfigBeforeData(ShapeForNetwork());
        config.Validate();
        Training.Validate(config);
        ValidateUse(config);
        Images.Validate();
    }

    /// <summary>The column of images.</summary>
    internal ImageInput Images => new(ImageColumnName, new ImageShape(ImageSize, ImageWidth ?? ImageSize, Channels), Sizing, InputFormat);

    /// <summary>The width of a shape as a configuration says it.</summary>
    private protected static int? WidthOf(ImageShape shape) => shape.Width == shape.Height ? null : shape.Width;

    /// <summary>The size of the network's images: the images', or that of their latents.</summary>
    internal ImageShape ShapeForNetwork()
    {
        int width = ImageWidth ?? ImageSize;
        if (AutoencoderFile is null)
        {
            return new ImageShape(ImageSize, width, Channels);
        }
        if (AutoencoderFile.Length == 0)
        {
            throw new ArgumentException("AutoencoderFile must be null or a file's name; found an empty text.");
        }
        KlAutoencoderConfig autoencoder = KlAutoencoder.ReadConfig(AutoencoderFile);
        if (Channels != autoencoder.ImageChannels)
        {
            throw new ArgumentException($"Channels must be {autoencoder.ImageChannels}, as the autoencoder's images have; found {Channels}.");
        }
        int side = autoencoder.Downsampling;
        return ImageSize % side == 0 && width % side == 0
            ? new ImageShape(ImageSize / side, width / side, autoencoder.LatentChannels)
            : throw new ArgumentException(
                $"ImageSize{(ImageWidth is null ? "" : " and ImageWidth")} must be a multiple of {side}, the autoencoder's downsampling; "
                + $"found {ImageSize}{(ImageWidth is null ? "" : $" and {width}")}.");
    }

    /// <summary>What the network predicts: as is asked for, else the clean values of pixels and the noise of latents.</summary>
    private protected PredictionTarget TargetOr(PredictionTarget? asked) =>
        asked ?? (AutoencoderFile is null ? PredictionTarget.Clean : PredictionTarget.Noise);

    /// <summary>Checks the columns beside that of images, and what is said of them.</summary>
    private protected abstract void ValidateColumns();

    /// <summary>The configuration of the network as far as it is known before there is data.</summary>
    /// <param name="shape">Its images, or their latents.</param>
    private protected abstract ImageModelConfig ConfigBeforeData(ImageShape shape);

    /// <summary>Checks what is done with the trained network.</summary>
    /// <param name="config">The network.</param>
    private protected abstract void ValidateUse(ImageModelConfig config);
}
