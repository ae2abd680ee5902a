using System.CommandLine;
using CausalFusion.Data;
using CausalFusion.Latents;
using CausalFusion.ML.Images;

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

    private readonly Option<int?> _imageSize = new("--image-size") { Description = "Height and width that the images of --data are cropped to.", HelpName = "N" };

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
    /// <param name="imageSize">The images' size where the command line doesn't say it; null if nothing does.</param>
    /// <returns>The data set; the caller disposes it.</returns>
    /// <exception cref="UsageException">None or several were named.</exception>
    public ITrainingDataset Open(ParseResult parsed, int? imageSize)
    {
        bool fashion = parsed.GetResult(_fashion) is { Implicit: false };
        return (parsed.GetValue(_data), parsed.GetValue(_latents), fashion) switch
        {
            (string folder, null, false) => new ImageFolderDataset(
                folder,
                parsed.GetValue(_imageSize) ?? imageSize ?? throw new UsageException("--data: expected --image-size N, found none."),
                parsed.GetValue(_channels),
                new MLImageDecoder()),
            (null, string folder, false) => LatentDataset.Open(folder),
            (null, null, true) => FashionMnist.Load(parsed.GetValue(_fashion) ?? FashionMnist.Find(), train: true),
            _ => throw new UsageException("train: expected one of --data DIR, --latents DIR and --fashion-mnist, found none or several."),
        };
    }
}
