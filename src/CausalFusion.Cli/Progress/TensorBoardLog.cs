using TorchSharp;
using TorchSharp.Modules;

namespace CausalFusion.Cli.Progress;

/// <summary>Event files of TensorBoard, a scalar for each column, over the first one as the step.</summary>
/// <param name="folder">The folder for them.</param>
/// <param name="columns">The names of the columns; those without a name are left out.</param>
internal sealed class TensorBoardLog(string folder, string?[] columns) : IProgressLog
{
    private readonly SummaryWriter _events = torch.utils.tensorboard.SummaryWriter(folder);

    public void Note(string text)
    {
        // Events are numbers here.
    }

    public void Write(ReadOnlySpan<double> values)
    {
        for (int i = 1; i < values.Length; i++)
        {
            if (columns[i] is { } name && double.IsFinite(values[i]))
            {
                _events.add_scalar(name, (float)values[i], (int)values[0]);
            }
        }
    }

    public void Dispose()
    {
        // Every event is written and its file closed at once.
    }
}
