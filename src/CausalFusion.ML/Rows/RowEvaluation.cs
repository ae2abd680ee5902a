namespace CausalFusion.ML.Rows;

/// <summary>A <see cref="RowFunction"/> over the rows of one cursor: values are read into slots one by one, then computed together.</summary>
internal abstract class RowEvaluation : IDisposable
{
    /// <summary>Reads and checks what the current row's values are computed from.</summary>
    /// <param name="slot">Where to keep it.</param>
    /// <exception cref="InvalidDataException">The row's input is not what is expected.</exception>
    public abstract void Read(int slot);

    /// <summary>Computes the values of slots that were read, while others may be being read on another thread.</summary>
    /// <param name="start">The first slot.</param>
    /// <param name="count">How many there are, at least 1.</param>
    /// <param name="progress">Told how many of them are done, those in progress counted in part.</param>
    /// <param name="cancellationToken">Checked as often as the work allows.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public abstract void Compute(int start, int count, IProgress<double> progress, CancellationToken cancellationToken);

    /// <summary>A getter, of an output column's type, of the values computed.</summary>
    /// <param name="output">The column's place among the function's outputs.</param>
    /// <param name="currentSlot">Says which slot's value to get.</param>
    public abstract Delegate CreateGetter(int output, Func<int> currentSlot);

    /// <summary>Frees what the evaluation holds.</summary>
    public abstract void Dispose();
}
