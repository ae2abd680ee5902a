using CausalFusion.Data;
using CausalFusion.Images;

namespace CausalFusion.Tests.Models;

/// <summary>A few images and what they show.</summary>
internal sealed class TinyCaptions : ICaptionedDataset
{
    public int Count => TextNetworks.Captions.Length;

    public ImageShape Shape { get; } = new(8, 8, 3);

    public IReadOnlyList<string> CaptionsOf(int index) => [TextNetworks.Captions[index]];

    public void Read(int index, Span<byte> pixels) => pixels.Fill((byte)(40 * index));

    public string Fingerprint() => nameof(TinyCaptions);

    public void Dispose()
    {
    }
}
