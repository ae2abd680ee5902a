using CausalFusion.Threading;

namespace CausalFusion.Blocks;

/// <summary>
/// Memory that passes through a network borrow and give back, so that a step neither asks the system for memory nor returns any. It keeps as many
/// buffers as lanes computed at once, at most two for each thread.
/// </summary>
internal sealed class BufferPool : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<PassBuffer> _free = [];
    private bool _disposed;

    /// <summary>Borrows a buffer, whose values mean nothing.</summary>
    /// <param name="floats">How many float32 values it must have room for.</param>
    /// <param name="halves">How many bfloat16 values.</param>
    /// <returns>The buffer; whoever borrowed it gives it back or disposes it.</returns>
    public PassBuffer Rent(long floats, long halves)
    {
        lock (_lock)
        {
            PassBuffer? found = _free.Where(buffer => buffer.Fits(floats, halves)).MinBy(buffer => buffer.Bytes)
                ?? _free.MaxBy(buffer => buffer.Bytes);
            if (found is not null)
            {
                _free.Remove(found);
                if (found.Fits(floats, halves))
                {
                    return found;
                }
                found.Dispose(); // before the larger one is made, so that both are never there
            }
        }
        return new PassBuffer(floats, halves);
    }

    /// <summary>Gives a buffer back.</summary>
    public void Return(PassBuffer buffer)
    {
        lock (_lock)
        {
            if (!_disposed && _free.Count < 2 * Math.Max(Environment.ProcessorCount, ThreadBudget.Threads))
            {
                _free.Add(buffer);
                return;
            }
        }
        buffer.Dispose();
    }

    /// <summary>Frees what nobody has borrowed.</summary>
    public void Trim()
    {
        lock (_lock)
        {
            _free.ForEach(buffer => buffer.Dispose());
            _free.Clear();
        }
    }

    /// <summary>Frees what is there; what is still borrowed is freed when it comes back.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            Trim();
        }
    }
}
