namespace CausalFusion.ML.Rows;

/// <summary>Reads what is needed of each row of a cursor.</summary>
/// <typeparam name="TRow">What is needed.</typeparam>
/// <param name="read">Reads and checks the current row; it throws <see cref="InvalidDataException"/> where the row is not what is expected.</param>
/// <param name="resources">What is freed with the reader.</param>
internal sealed class RowReader<TRow>(Func<TRow> read, params IDisposable[] resources) : IDisposable
{
    public TRow Read() => read();

    public void Dispose()
    {
        foreach (IDisposable resource in resources)
        {
            resource.Dispose();
        }
    }
}
