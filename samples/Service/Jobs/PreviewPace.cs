using System.Diagnostics;
using CausalFusion.Generation;
using CausalFusion.Images;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>Shows the images of a batch while it is generated, no more often than someone could see.</summary>
internal sealed class PreviewPace(JobBoard board, ImageShape shape)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(80);

    private long _last;

    public void Show(PartialImages partial)
    {
        if (_last != 0 && Stopwatch.GetElapsedTime(_last) < _pause)
        {
            return;
        }
        _last = Stopwatch.GetTimestamp();
        board.Show([.. PixelConversion.ToPixels(partial.Images).Select(pixels => PngEncoding.Encode(pixels, shape))]);
    }
}
