using System.CommandLine;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.ML;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say what to train on.</summary>
internal sealed class DataFlags
{
    private readonly Option<string?> _data = new("--data") { Description = "A folder with a folder of images for each class.", HelpName = "DIR" };

    private readonly Option<string?> _latents = new("--latents") { Description = "A folder of latents that encode made.", HelpName = "DIR" };

    private readonly Option<string?> _fashion = new("--fashion-mnist")
    {
        Description = "Fashion-MNIST: a folder of its four files, or nothing to look where its package puts it.",
        HelpName = "DIR",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The option that says how large images are.</summary>
    public const string ImageSizeName = "--image-size";

    private readonly Option<ImageSize?> _imageSize = Setting.Of<ImageSize>(
        ImageSizeName, "The size that the images of --data are cropped to: N for squares, or HEIGHTxWIDTH.", "SIZE");

    private readonly Option<int> _channels = Setting.Default("--channels", 3, "Channels of the images of --data: 1 for gray, 3 for colors.", "N");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_data, _latents, _fashion, _imageSize, _channels])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Opens the data set that was named.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="known">The size and channels of a network that is there, for images that are not told theirs.</param>
    /// <returns>The data set; the caller disposes it.</returns>
    /// <exception cref="UsageException">None or several were named.</exception>
    public ITrainingDataset Open(ParseResult parsed, ImageShape? known)
    {
        bool fashion = parsed.GetResult(_fashion) is { Implicit: false };
        return (parsed.GetValue(_data), parsed.GetValue(_latents), fashion) switch
        {
            (string folder, null, false) => new ImageFolderDataset(
                folder,
                ShapeOf(parsed, known),
                new MLImageDecoder()),
            (null, string folder, false) => LatentDataset.Open(folder),
            (null, null, true) => FashionMnist.Load(parsed.GetValue(_fashion) ?? FashionMnist.Find(), train: true),
            _ => throw new UsageException("train: expected one of --data DIR, --latents DIR and --fashion-mnist, found none or several."),
        };
    }

    private ImageShape ShapeOf(ParseResult parsed, ImageShape? known)
    {
        (int Height, int Width) size = (parsed.GetValue(_imageSize), known) switch
        {
            ({ } given, _) => (given.Height, given.Width),
            (null, { } shape) => (shape.Height, shape.Width),
            _ => throw new UsageException("--data: expected --image-size SIZE, found none."),
        };
        return new ImageShape(size.Height, size.Width, parsed.GetValue(_channels));
    }
}
