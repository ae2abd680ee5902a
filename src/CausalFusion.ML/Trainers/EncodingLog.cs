using CausalFusion.Latents;
using CausalFusion.Progress;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Trainers;

/// <summary>Puts the progress of encoding into the log, a line a second at most.</summary>
/// <param name="channel">The channel that reaches the log.</param>
internal sealed class EncodingLog(IChannel channel) : IProgress<LatentCacheProgress>
{
    private readonly LogPace _pace = LogPace.EachSecond();

    public void Report(LatentCacheProgress value)
    {
        if (_pace.IsDue(isLast: value.FinishedImages == value.Images))
        {
            channel.Info(
                MessageSensitivity.None, "Encoded {0:N0} of {1:N0} images, {2:F1} images/s, {3} left",
                value.FinishedImages, value.Images, value.ImagesPerSecond, DurationText.Of(value.TimeLeft));
        }
    }
}
