using System.CommandLine;
using System.Diagnostics;
using CausalFusion.Autoencoders;
using CausalFusion.Cli.Data;
using CausalFusion.Cli.Outputs;
using CausalFusion.Cli.Progress;
using CausalFusion.Cli.Settings;
using CausalFusion.Data;
using CausalFusion.Latents;

namespace CausalFusion.Cli.Commands;

/// <summary><c>encode</c>: encodes a data set once, so that training need not.</summary>
internal sealed class EncodeCommand : Command
{
    private const int DefaultSide = 256, LargestSide = 1024;

    private static readonly LatentCacheOptions _defaults = new();

    private readonly Option<string> _data = new("--data")
    {
        Description = "A folder with a folder of images for each class.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<string> _autoencoder = new("--autoencoder")
    {
        Description = "The KL autoencoder: a bundle, or a published checkpoint of MAR's or Stable Diffusion's.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly ImageFolderFlags _folder = new(
        "The size that images are cropped to: N for squares, or HEIGHTxWIDTH. Default: that of the images, if all have one that the autoencoder "
        + "takes and that is at most 1024 a side, else 256.");

    private readonly Option<bool> _noMirror = new("--no-mirror")
    {
        Description = "Do not encode each image mirrored as well; training is then to be done with --no-flip.",
    };

    private readonly Option<bool> _half = new("--half") { Description = "Keep half-precision numbers, which need half the room." };

    private readonly Option<int> _shardSize = Setting.Whole("--shard-size", _defaults.ShardSize, "Images in a file.", "N");

    private readonly Option<int> _batchSize = Setting.Whole("--batch-size", _defaults.BatchSize, "Images that are encoded at once.", "N");

    private readonly Option<string> _out = new("--out")
    {
        Description = "The folder for the latents; made if need be. An interrupted run goes on where it stopped.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly LogFlags _log = new();

    private readonly Option<string> _device = DeviceOption.Create();

    private readonly Option<bool> _json = Reply.JsonOption();

    public EncodeCommand() : base("encode", "Encode a folder of images into latents once, for train --latents.")
    {
        foreach (Option option in (Option[])[_data, _autoencoder, _noMirror, _half, _shardSize, _batchSize, _out, _device, _json])
        {
            Options.Add(option);
        }
        _folder.AddTo(this);
        _log.AddTo(this);
        SetAction((parsed, cancellationToken) => Task.Run(() => Run(parsed, cancellationToken), CancellationToken.None));
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        string folder = parsed.GetRequiredValue(_out);
        OutputCheck outputs = new OutputCheck().Reads(_data.Name, parsed.GetValue(_data)).Reads(_autoencoder.Name, parsed.GetValue(_autoencoder))
            .WritesInto(_out.Name, folder);
        _log.Check(parsed, outputs);
        using KlAutoencoder autoencoder =
            KlAutoencoder.Load(parsed.GetRequiredValue(_autoencoder), device: DeviceOption.Of(parsed.GetRequiredValue(_device)));
        using var images = _folder.Open(
            parsed, parsed.GetRequiredValue(_data), autoencoder.ImageChannels, sizes => SizeOf(sizes, autoencoder.Downsampling), cancellationToken);
        var options = new LatentCacheOptions
        {
            ShardSize = parsed.GetValue(_shardSize),
            BatchSize = parsed.GetValue(_batchSize),
            Mirrored = !parsed.GetValue(_noMirror),
            HalfPrecision = parsed.GetValue(_half),
        };
        using ProgressLogs logs = _log.Open(parsed, ProgressReports.ImageColumns);
        long started = Stopwatch.GetTimestamp();
        ProgressDisplay.Run(parsed.InvocationConfiguration.Error, "encoding", logs, report =>
        {
            var reporter = new Reporter<LatentCacheProgress>(progress => report(ProgressReports.Of(progress)));
            OutputException.Guard(
                folder, () => LatentCache.Encode(new InputImages(images), autoencoder, folder, options, reporter, cancellationToken));
            return folder;
        });
        using LatentDataset latents = LatentDataset.Open(folder);
        var reply = new EncodeReply(
            folder, latents.Count, latents.ClassCount, latents.Shape.Channels, latents.Shape.Height, Stopwatch.GetElapsedTime(started).TotalSeconds);
        Reply.Write(parsed, parsed.GetValue(_json), reply, reply.Lines());
        return ExitCode.Success;
    }

    private static ImageSize SizeOf(IReadOnlyList<ImageSizeCount> sizes, int factor) =>
        sizes is [{ Height: <= LargestSide, Width: <= LargestSide } all] && all.Height % factor == 0 && all.Width % factor == 0
            ? new ImageSize(all.Height, all.Width)
            : new ImageSize(DefaultSide, DefaultSide);
}
