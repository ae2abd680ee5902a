using System.Globalization;
using CausalFusion.Autoencoders;
using CausalFusion.Checkpoints;
using CausalFusion.Files;
using CausalFusion.Images;
using static TorchSharp.torch;

namespace CausalFusion.Latents;

/// <summary>What a file of cached latents says about itself: the whole data set, and which part of it the file holds.</summary>
/// <remarks>
/// A file holds <c>mean</c> and <c>std</c>, (n, 1 or 2, C, H, W), not scaled, each image's own before that of its mirror image; and <c>labels</c>,
/// int64, (n). Its metadata hold this as JSON.
/// </remarks>
internal sealed record LatentShard
{
    public const string Mean = "mean", Deviation = "std", Labels = "labels";

    private const string FormatKey = "format", FormatName = "causalfusion-latents", ShardKey = "shard", Pattern = "latents-*.safetensors";
    private const int CurrentVersion = 1;

    public int FormatVersion { get; init; } = CurrentVersion;

    /// <summary>The autoencoder.</summary>
    public required LatentSpace Space { get; init; }

    /// <summary>Rows and columns of an image.</summary>
    public required int ImageHeight { get; init; }

    public required int ImageWidth { get; init; }

    /// <summary>Images of the data set.</summary>
    public required int Images { get; init; }

    /// <summary>What tells them from others of this number (<see cref="Data.ITrainingDataset.Fingerprint"/>).</summary>
    public required string ImagesFingerprint { get; init; }

    public required int ClassCount { get; init; }

    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Whether mirrored images are kept too.</summary>
    public required bool Mirrored { get; init; }

    public required bool HalfPrecision { get; init; }

    /// <summary>Images of every file but the last.</summary>
    public required int ShardSize { get; init; }

    /// <summary>The number of this file, from 0.</summary>
    public required int Index { get; init; }

    public int ShardCount() => (int)(((long)Images + ShardSize - 1) / ShardSize);

    /// <summary>The number of this file's first image in the data set.</summary>
    public int First() => Index * ShardSize;

    public int Count() => Math.Min(ShardSize, Images - First());

    public ScalarType DType() => HalfPrecision ? ScalarType.Float16 : ScalarType.Float32;

    public ImageShape LatentShape() => new(ImageHeight / Space.Downsampling, ImageWidth / Space.Downsampling, Space.LatentChannels);

    /// <summary>The shape of the means and of the deviations.</summary>
    public long[] TensorShape() => [Count(), Mirrored ? 2 : 1, Space.LatentChannels, LatentShape().Height, LatentShape().Width];

    public string FileName() => string.Create(CultureInfo.InvariantCulture, $"latents-{Index:d5}-of-{ShardCount():d5}.safetensors");

    public Dictionary<string, string> ToMetadata() => new() { [FormatKey] = FormatName, [ShardKey] = ModelConfiguration.ToJson(this) };

    /// <summary>The files of a folder that are called as cached latents are, in the order of their names.</summary>
    public static string[] FilesIn(string folder) => [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)];

    /// <summary>Reads what an open file says about itself, and checks that it holds that.</summary>
    /// <exception cref="InvalidDataException">The file holds no cached latents, or others than it says.</exception>
    public static LatentShard Read(SafetensorsReader reader)
    {
        if (reader.Metadata.GetValueOrDefault(FormatKey) != FormatName || !reader.Metadata.TryGetValue(ShardKey, out string? json))
        {
            throw new InvalidDataException($"'{reader.Name}': expected a file of cached latents, found another.");
        }
        LatentShard shard;
        try
        {
            shard = ModelConfiguration.FromJson<LatentShard>(json, found => found.Validate());
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"'{reader.Name}': {exception.Message}", exception);
        }
        Require(Mean, shard.DType(), shard.TensorShape());
        Require(Deviation, shard.DType(), shard.TensorShape());
        Require(Labels, ScalarType.Int64, [shard.Count()]);
        return shard;

        void Require(string name, ScalarType dtype, long[] shape)
        {
            if (!reader.Entries.TryGetValue(name, out TensorEntry? entry) || entry.DType != dtype || !entry.Shape.AsSpan().SequenceEqual(shape))
            {
                string found = entry is null ? "none" : $"{entry.DType} ({string.Join(", ", entry.Shape)})";
                throw new InvalidDataException($"'{reader.Name}': tensor '{name}': expected {dtype} ({string.Join(", ", shape)}), found {found}.");
            }
        }
    }

    /// <summary>Whether another file is of the same data set, encoded alike.</summary>
    public bool IsOfTheSameSet(LatentShard other) =>
        ModelConfiguration.ToJson(this with { Index = 0 }) == ModelConfiguration.ToJson(other with { Index = 0 });

    private void Validate()
    {
        if (FormatVersion is < 1 or > CurrentVersion)
        {
            throw new ArgumentException(
                $"FormatVersion must be 1 to {CurrentVersion}; found {FormatVersion}: the file was made by a newer CausalFusion than this one.");
        }
        ArgumentNullException.ThrowIfNull(Space);
        ArgumentNullException.ThrowIfNull(ImagesFingerprint);
        Space.Validate();
        ModelConfiguration.RequireAtLeast(1, Images);
        ModelConfiguration.RequireAtLeast(1, ClassCount);
        ModelConfiguration.RequireAtLeast(1, ShardSize);
        ModelConfiguration.RequireDivides(Space.Downsampling, ImageHeight);
        ModelConfiguration.RequireDivides(Space.Downsampling, ImageWidth);
        _ = LatentShape();
        if (Index < 0 || Index >= ShardCount())
        {
            throw new ArgumentException($"Index must lie in 0…{ShardCount() - 1}; found {Index}.");
        }
        if (ClassNames is { } names && names.Count != ClassCount)
        {
            throw new ArgumentException($"ClassNames must be {ClassCount}; found {names.Count}.");
        }
    }
}
