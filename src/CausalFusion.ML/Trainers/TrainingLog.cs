using CausalFusion.Progress;
using CausalFusion.Training;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Trainers;

/// <summary>Puts a training's progress into the log, a line a second at most, and passes every step on.</summary>
/// <param name="channel">The channel that reaches the log.</param>
/// <param name="history">Keeps every step.</param>
/// <param name="next">Told of every step; may be null.</param>
internal sealed class TrainingLog(IChannel channel, TrainingHistory history, IProgress<TrainingProgress>? next) : IProgress<TrainingProgress>
{
    private readonly LogPace _pace = LogPace.EachSecond();

    public void Report(TrainingProgress value)
    {
        if (_pace.IsDue(isLast: value.Step == value.Steps))
        {
            string text = value.TextLoss is { } loss ? $"text loss {loss:F4}, " : "";
            channel.Info(
                MessageSensitivity.None, "Step {0:N0} of {1:N0}: loss {2:F4}, {3}{4:F1} images/s, {5} left",
                value.Step, value.Steps, value.Loss, text, value.ImagesPerSecond, DurationText.Of(value.TimeLeft));
        }
        history.Report(value);
        next?.Report(value);
    }
}
