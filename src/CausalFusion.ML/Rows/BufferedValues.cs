using Microsoft.ML;

namespace CausalFusion.ML.Rows;

/// <summary>Buffered numbers, texts, keys or vectors of them.</summary>
/// <param name="getter">Gets the current row's value.</param>
/// <param name="capacity">The number of slots.</param>
/// <param name="copy">Copies a value so that nothing is shared that can change.</param>
internal sealed class BufferedValues<T>(ValueGetter<T> getter, int capacity, BufferedValues<T>.Copier copy) : BufferedColumn
{
    private readonly T[] _values = new T[capacity];

    public delegate void Copier(in T from, ref T to);

    // The slot is the getter's destination, which it fills or reuses as ML.NET's contract is: nobody else refers to it.
    public override void Store(int slot) => getter(ref _values[slot]);

    public override Delegate CreateGetter(Func<int> currentSlot) => (ValueGetter<T>)((ref T value) => copy(in _values[currentSlot()], ref value));

    public override void Dispose()
    {
    }
}
