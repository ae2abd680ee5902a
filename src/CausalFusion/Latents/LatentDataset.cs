using System.Buffers;
using System.Runtime.InteropServices;
using CausalFusion.Autoencoders;
using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.Randomness;
using Microsoft.Win32.SafeHandles;
using static TorchSharp.torch;

namespace CausalFusion.Latents;

/// <summary>
/// Trains from latents that <see cref="LatentCache"/> kept: every reading draws a sample of the image's latent and multiplies it with the latent
/// scale.
/// </summary>
/// <remarks>Latents stay in their files and are read at random; in memory are 4 bytes for each image, its label.</remarks>
public sealed class LatentDataset : ITrainingDataset
{
    private readonly Shard[] _shards;
    private readonly int[] _labels;
    private readonly LatentShard _set;

    private LatentDataset(LatentShard set, Shard[] shards, int[] labels)
    {
        _set = set;
        _shards = shards;
        _labels = labels;
        Shape = set.LatentShape();
    }

    /// <inheritdoc/>
    public int Count => _labels.Length;

    /// <summary>The size of a latent.</summary>
    public ImageShape Shape { get; }

    /// <summary>The size of the images that were encoded.</summary>
    public ImageShape ImageShape => new(_set.ImageHeight, _set.ImageWidth, _set.Space.ImageChannels);

    /// <summary>The autoencoder's latent space, for who saves a network that was trained on this.</summary>
    public LatentSpace Space => _set.Space;

    /// <summary>Whether there are latents of mirrored images.</summary>
    public bool HasMirrored => _set.Mirrored;

    /// <inheritdoc/>
    public int ClassCount => _set.ClassCount;

    /// <inheritdoc/>
    public IReadOnlyList<string>? ClassNames => _set.ClassNames;

    /// <summary>Opens the latents of a data set.</summary>
    /// <param name="folder">The folder that <see cref="LatentCache.Encode"/> filled.</param>
    /// <returns>The data set; the caller disposes it.</returns>
    /// <exception cref="DatasetNotFoundException">There is no such folder, or it has no latents or not all of them.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or the files are not of one data set.</exception>
    /// <exception cref="IOException">A file can't be read.</exception>
    public static LatentDataset Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string[] files = Directory.Exists(folder) ? LatentShard.FilesIn(folder) : [];
        if (files.Length == 0)
        {
            throw new DatasetNotFoundException($"'{folder}': expected a folder of cached latents, found none.");
        }
        var shards = new List<Shard>();
        var labels = new List<int>();
        try
        {
            LatentShard? set = null;
            foreach (string path in files)
            {
                using var reader = new SafetensorsReader(path);
                LatentShard shard = LatentShard.Read(reader);
                set ??= shard with { Index = 0 };
                if (!shard.IsOfTheSameSet(set) || shard.FileName() != Path.GetFileName(path))
                {
                    throw new InvalidDataException($"'{path}': expected latents of the same data set as those of '{files[0]}', found others.");
                }
                if (shard.Index != shards.Count)
                {
                    break;
                }
                labels.AddRange(ReadLabels(reader, set.ClassCount));
                shards.Add(Shard.Open(path, reader));
            }
            if (shards.Count != set!.ShardCount())
            {
                throw new DatasetNotFoundException(
                    $"'{folder}': expected {set.ShardCount()} files of latents, found no '{(set with { Index = shards.Count }).FileName()}'; "
                    + $"encoding goes on where it stopped.");
            }
            return new LatentDataset(set, [.. shards], [.. labels]);
        }
        catch
        {
            shards.ForEach(shard => shard.Dispose());
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// The image is wanted mirrored, and there are no latents of mirrored images; or <paramref name="values"/> has another length.
    /// </exception>
    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        ArgumentNullException.ThrowIfNull(random);
        int size = Shape.ValueCount;
        if (values.Length != size)
        {
            throw new ArgumentException($"expected room for the {size} values of a {Shape} latent, found {values.Length}.", nameof(values));
        }
        if (mirror && !HasMirrored)
        {
            throw new ArgumentException(
                "expected an image as it is, found one wanted mirrored: the latents were encoded without mirrored images, so flips must be off.",
                nameof(mirror));
        }
        Shard shard = _shards[index / _set.ShardSize];
        long place = (index % _set.ShardSize * (HasMirrored ? 2L : 1L)) + (mirror ? 1 : 0);
        float[] deviations = ArrayPool<float>.Shared.Rent(size);
        try
        {
            Span<float> deviation = deviations.AsSpan(0, size);
            shard.Read(shard.Deviation, place, deviation, _set.HalfPrecision);
            random.FillNormal(values);
            for (int i = 0; i < size; i++)
            {
                values[i] *= deviation[i];
            }
            shard.Read(shard.Mean, place, deviation, _set.HalfPrecision);
            float scale = (float)Space.LatentScale;
            for (int i = 0; i < size; i++)
            {
                values[i] = (values[i] + deviation[i]) * scale;
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(deviations);
        }
        condition = _labels[index];
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        foreach (Shard shard in _shards)
        {
            shard.Dispose();
        }
    }

    private static int[] ReadLabels(SafetensorsReader reader, int classes)
    {
        using Tensor tensor = reader.Read(LatentShard.Labels);
        long[] labels = tensor.data<long>().ToArray();
        int bad = Array.FindIndex(labels, label => label < 0 || label >= classes);
        return bad < 0
            ? [.. labels.Select(label => (int)label)]
            : throw new InvalidDataException($"'{reader.Name}': expected labels from 0 to {classes - 1}, found {labels[bad]} at {bad}.");
    }

    /// <summary>An open file: where the means and the deviations begin in it.</summary>
    private sealed record Shard(string Path, SafeFileHandle File, long Mean, long Deviation) : IDisposable
    {
        public static Shard Open(string path, SafetensorsReader reader) => new(
            path,
            System.IO.File.OpenHandle(path, options: FileOptions.RandomAccess),
            reader.PositionOf(reader.Entries[LatentShard.Mean]),
            reader.PositionOf(reader.Entries[LatentShard.Deviation]));

        /// <summary>Reads the values of one place.</summary>
        public void Read(long start, long place, Span<float> values, bool half)
        {
            if (!half)
            {
                Span<byte> bytes = MemoryMarshal.AsBytes(values);
                FileBytes.ReadExactly(File, start + (place * bytes.Length), bytes, $"'{Path}'");
                return;
            }
            Half[] halves = ArrayPool<Half>.Shared.Rent(values.Length);
            try
            {
                Span<byte> bytes = MemoryMarshal.AsBytes(halves.AsSpan(0, values.Length));
                FileBytes.ReadExactly(File, start + (place * bytes.Length), bytes, $"'{Path}'");
                for (int i = 0; i < values.Length; i++)
                {
                    values[i] = (float)halves[i];
                }
            }
            finally
            {
                ArrayPool<Half>.Shared.Return(halves);
            }
        }

        public void Dispose() => File.Dispose();
    }
}
