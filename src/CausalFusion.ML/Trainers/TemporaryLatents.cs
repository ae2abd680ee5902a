using CausalFusion.Autoencoders;
using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.ML.Hosting;
using CausalFusion.Randomness;

namespace CausalFusion.ML.Trainers;

/// <summary>The latents of images, in temporary files that are gone when they are disposed.</summary>
/// <remarks>On Unix the files have no names once they are written, so that not even a killed training leaves them behind.</remarks>
internal sealed class TemporaryLatents : ITrainingDataset
{
    private readonly TemporaryFolder _folder;
    private readonly LatentDataset _latents;

    /// <summary>Encodes images.</summary>
    /// <param name="images">The images; they stay the caller's.</param>
    /// <param name="autoencoder">What encodes them; it stays the caller's.</param>
    /// <param name="mirrored">Whether to encode each mirrored as well.</param>
    /// <param name="parent">Where to make the folder of the files; the system's folder for temporary files if null.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellationToken">Checked before every batch.</param>
    /// <exception cref="IOException">A file can't be written.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public TemporaryLatents(
        IImageDataset images, KlAutoencoder autoencoder, bool mirrored, string? parent, IProgress<LatentCacheProgress> progress,
        CancellationToken cancellationToken)
    {
        _folder = new TemporaryFolder(parent);
        try
        {
            LatentCache.Encode(images, autoencoder, _folder.Path, new LatentCacheOptions { Mirrored = mirrored }, progress, cancellationToken);
            _latents = LatentDataset.Open(_folder.Path);
        }
        catch
        {
            _folder.Dispose();
            throw;
        }
        if (!OperatingSystem.IsWindows())
        {
            _folder.Dispose();
        }
    }

    public int Count => _latents.Count;

    public ImageShape Shape => _latents.Shape;

    public int ClassCount => _latents.ClassCount;

    public IReadOnlyList<string>? ClassNames => _latents.ClassNames;

    public void Read(int index, bool mirror, RandomStream random, Span<float> values, out Condition condition) =>
        _latents.Read(index, mirror, random, values, out condition);

    public void Dispose()
    {
        _latents.Dispose();
        _folder.Dispose();
    }
}
