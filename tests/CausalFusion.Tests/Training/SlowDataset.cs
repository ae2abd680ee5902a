using CausalFusion.Data;
using CausalFusion.Images;

namespace CausalFusion.Tests.Training;

/// <summary>A data set whose reads take a while after the first ones; the first slow one is told.</summary>
internal sealed class SlowDataset(IImageDataset images, int fastReads, Action onSlowRead) : IImageDataset
{
    private int _reads;

    public int Count => images.Count;

    public ImageShape Shape => images.Shape;

    public int ClassCount => images.ClassCount;

    public IReadOnlyList<string>? ClassNames => images.ClassNames;

    public void Read(int index, Span<byte> pixels, out int label)
    {
        int slow = Interlocked.Increment(ref _reads) - fastReads;
        if (slow == 1)
        {
            onSlowRead();
        }
        if (slow > 0)
        {
            Thread.Sleep(20);
        }
        images.Read(index, pixels, out label);
    }

    public string Fingerprint() => images.Fingerprint();

    public void Dispose() => images.Dispose();
}
