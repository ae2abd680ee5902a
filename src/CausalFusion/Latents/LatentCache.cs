using System.Diagnostics;
using System.Runtime.ExceptionServices;
using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Files;
using CausalFusion.Images;
using static TorchSharp.torch;

namespace CausalFusion.Latents;

/// <summary>
/// Encodes a data set once, so that training need not: the means and standard deviations of its images' latents in safetensors files
/// (<see cref="LatentDataset"/>).
/// </summary>
/// <remarks>
/// Every file is written whole or not at all. An interrupted run goes on where it stopped: files that are there and fit are left as they are. Memory
/// is one file's latents and two batches of images.
/// </remarks>
public static class LatentCache
{
    private const string LockName = "latents";

    /// <summary>Encodes a data set into a folder.</summary>
    /// <param name="images">The images; their sides are multiples of the autoencoder's downsampling.</param>
    /// <param name="autoencoder">The autoencoder.</param>
    /// <param name="folder">The folder of the files; it is made where it does not exist.</param>
    /// <param name="options">How; the defaults where null.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Checked before every batch; the files finished so far stay.</param>
    /// <exception cref="ArgumentException">The images do not fit the autoencoder, or an option is out of range.</exception>
    /// <exception cref="InvalidDataException">
    /// The folder holds latents of another data set or autoencoder, or made with other options; nothing is changed.
    /// </exception>
    /// <exception cref="IOException">A file can't be written, or another process encodes into the same folder.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <remarks>What the data set throws when it is read is thrown here.</remarks>
    public static void Encode(
        IImageDataset images,
        IImageAutoencoder autoencoder,
        string folder,
        LatentCacheOptions? options = null,
        IProgress<LatentCacheProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(autoencoder);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new LatentCacheOptions();
        options.Validate();
        LatentShard set = Describe(images, autoencoder, options);
        Directory.CreateDirectory(folder);
        using var alone = FileLock.Take(Path.Combine(folder, LockName), "encodes images into");
        HashSet<string> finished = [.. FinishedFiles(folder, set)];

        long started = Stopwatch.GetTimestamp();
        int encoded = 0, done = 0;
        for (int index = 0; index < set.ShardCount(); index++)
        {
            LatentShard shard = set with { Index = index };
            if (finished.Contains(shard.FileName()))
            {
                done += shard.Count();
                continue;
            }
            Write(shard, images, autoencoder, options.BatchSize, Path.Combine(folder, shard.FileName()), Finished, cancellationToken);
        }

        void Finished(int count)
        {
            encoded += count;
            done += count;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
            progress?.Report(new LatentCacheProgress(done, images.Count, encoded / elapsed.TotalSeconds, elapsed / encoded * (images.Count - done)));
        }
    }

    private static LatentShard Describe(IImageDataset images, IImageAutoencoder autoencoder, LatentCacheOptions options)
    {
        ImageShape shape = images.Shape;
        int factor = autoencoder.Downsampling;
        if (shape.Channels != autoencoder.ImageChannels || shape.Height % factor != 0 || shape.Width % factor != 0)
        {
            throw new ArgumentException(
                $"expected images of {autoencoder.ImageChannels} channels whose sides are multiples of {factor}, found {shape} (height × width × "
                + $"channels).", nameof(images));
        }
        return new LatentShard
        {
            Space = LatentSpace.Of(autoencoder),
            ImageHeight = shape.Height,
            ImageWidth = shape.Width,
            Images = images.Count,
            ImagesFingerprint = images.Fingerprint(),
            ClassCount = images.ClassCount,
            ClassNames = images.ClassNames,
            Mirrored = options.Mirrored,
            HalfPrecision = options.HalfPrecision,
            ShardSize = options.ShardSize,
            Index = 0,
        };
    }

    private static IEnumerable<string> FinishedFiles(string folder, LatentShard set)
    {
        foreach (string path in LatentShard.FilesIn(folder))
        {
            using var reader = new SafetensorsReader(path);
            LatentShard found = LatentShard.Read(reader);
            if (!found.IsOfTheSameSet(set) || found.FileName() != Path.GetFileName(path))
            {
                throw new InvalidDataException(
                    $"'{path}': expected latents of this data set by this autoencoder with these options, found others; another folder, or an "
                    + $"empty one, is needed.");
            }
            yield return found.FileName();
        }
    }

    private static void Write(
        LatentShard shard, IImageDataset images, IImageAutoencoder autoencoder, int batchSize, string path, Action<int> finished,
        CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        Tensor mean = empty(shard.TensorShape(), shard.DType()), deviation = empty(shard.TensorShape(), shard.DType());
        long[] labels = new long[shard.Count()];
        Task<byte[]> next = BeginReading(0);
        for (int start = 0; start < labels.Length; start += batchSize)
        {
            using var batchScope = NewDisposeScope();
            byte[] pixels = next.GetAwaiter().GetResult();
            next = start + batchSize < labels.Length ? BeginReading(start + batchSize) : Task.FromResult<byte[]>([]);
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                Tensor batch = PixelConversion.ToTensor(pixels, images.Shape);
                for (int mirrored = 0; mirrored < (shard.Mirrored ? 2 : 1); mirrored++)
                {
                    using LatentPosterior posterior = autoencoder.Encode(mirrored == 0 ? batch : batch.flip(3));
                    mean.narrow(0, start, batch.shape[0]).select(1, mirrored).copy_(posterior.Mean);
                    deviation.narrow(0, start, batch.shape[0]).select(1, mirrored).copy_(posterior.StandardDeviation());
                }
            }
            catch
            {
                Task.WaitAny([next], CancellationToken.None); // the data set is the caller's, who may dispose it next
                throw;
            }
            finished(Math.Min(batchSize, labels.Length - start));
        }
        SafetensorsWriter.Save(
            path, [(LatentShard.Mean, mean), (LatentShard.Deviation, deviation), (LatentShard.Labels, tensor(labels))], shard.ToMetadata());

        Task<byte[]> BeginReading(int start) =>
            Task.Run(() => Read(images, shard.First() + start, Math.Min(batchSize, labels.Length - start), labels.AsMemory(start)));
    }

    /// <summary>Reads consecutive images and their labels, in parallel.</summary>
    private static byte[] Read(IImageDataset images, int first, int count, Memory<long> labels)
    {
        int size = images.Shape.ValueCount;
        byte[] pixels = GC.AllocateUninitializedArray<byte>(checked(count * size));
        try
        {
            Parallel.For(0, count, i =>
            {
                images.Read(first + i, pixels.AsSpan(i * size, size), out int label);
                labels.Span[i] = (uint)label < (uint)images.ClassCount
                    ? label
                    : throw new InvalidDataException($"image {first + i}: expected a label from 0 to {images.ClassCount - 1}, found {label}.");
            });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
        return pixels;
    }
}
