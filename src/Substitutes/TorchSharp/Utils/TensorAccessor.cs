using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Utils;

/// <summary>A tensor's elements in place, in the order of its dimensions.</summary>
public sealed unsafe class TensorAccessor<T> : IDisposable, IEnumerable<T>
    where T : unmanaged
{
    private readonly Tensor tensor;
    private readonly long[] shape;
    private readonly long[] strides;
    private readonly bool contiguous;

    internal TensorAccessor(Tensor tensor)
    {
        this.tensor = tensor;
        shape = tensor.shape;
        strides = tensor.stride();
        contiguous = tensor.is_contiguous();
        Count = tensor.NumberOfElements;
    }

    public long Count { get; }

    public bool IsReadOnly => false;

    private T* First => (T*)tensor.DataPointer;

    public T this[params long[] indices]
    {
        get => First[Offset(indices)];
        set => First[Offset(indices)] = value;
    }

    public static bool operator ==(TensorAccessor<T> left, TensorAccessor<T> right)
    {
        if (left.Count != right.Count) return false;
        return left.SequenceEqual(right);
    }

    public static bool operator !=(TensorAccessor<T> left, TensorAccessor<T> right) => !(left == right);

    public T[] ToArray()
    {
        if (Count > Array.MaxLength) throw new InvalidOperationException($"{Count} elements do not fit into one array.");
        var array = new T[Count];
        CopyTo(array.AsSpan());
        return array;
    }

    /// <summary>An array with the tensor's dimensions; a single value for a tensor without any.</summary>
    public Array ToNDArray()
    {
        if (shape.Length == 0) return ToArray();
        var array = Array.CreateInstance(typeof(T), shape);
        var target = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(
            ref System.Runtime.CompilerServices.Unsafe.As<byte, T>(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(array)),
            array.Length);
        CopyTo(target);
        return array;
    }

    public void CopyTo(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyTo(array.AsSpan(), arrayIndex, tensorIndex);

    /// <summary>Copies elements from <paramref name="tensorIndex"/> on, as many as both sides have.</summary>
    public void CopyTo(Span<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var target = array[arrayIndex..];
        var count = (int)Math.Min(target.Length, Count - tensorIndex);
        if (contiguous)
        {
            new ReadOnlySpan<T>(First + tensorIndex, count).CopyTo(target);
        }
        else
        {
            var first = First;
            var walk = new StridedWalk(shape, strides, tensorIndex);
            for (var i = 0; i < count; i++, walk.Step()) target[i] = first[walk.Offset];
        }
        GC.KeepAlive(this);
    }

    public void CopyFrom(T[] array, int arrayIndex = 0, long tensorIndex = 0) => CopyFrom(new ReadOnlySpan<T>(array), arrayIndex, tensorIndex);

    public void CopyFrom(ReadOnlySpan<T> array, int arrayIndex = 0, long tensorIndex = 0)
    {
        var source = array[arrayIndex..];
        var count = (int)Math.Min(source.Length, Count - tensorIndex);
        if (contiguous)
        {
            source[..count].CopyTo(new Span<T>(First + tensorIndex, count));
        }
        else
        {
            var first = First;
            var walk = new StridedWalk(shape, strides, tensorIndex);
            for (var i = 0; i < count; i++, walk.Step()) first[walk.Offset] = source[i];
        }
        GC.KeepAlive(this);
    }

    public IEnumerator<T> GetEnumerator()
    {
        var walk = new StridedWalk(shape, strides, 0);
        for (long i = 0; i < Count; i++, walk.Step()) yield return Read(walk.Offset);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The memory is the tensor's: there is nothing to release.</summary>
    public void Dispose()
    {
    }

    public override bool Equals(object? obj) => obj is TensorAccessor<T> other && this == other;

    public override int GetHashCode() => tensor.GetHashCode();

    /// <summary>The element at a place in the order of the dimensions.</summary>
    internal static T ReadItemAt(Tensor tensor, long index)
    {
        if (index < 0 || index >= tensor.NumberOfElements)
            throw new IndexOutOfRangeException("The index is greater than the number of elements in the tensor");
        var offset = tensor.is_contiguous() ? index : new StridedWalk(tensor.shape, tensor.stride(), index).Offset;
        var value = ((T*)tensor.DataPointer)[offset];
        GC.KeepAlive(tensor);
        return value;
    }

    private T Read(long offset) => First[offset];

    private long Offset(long[] indices)
    {
        if (indices.Length == 1 && shape.Length != 1)
        {
            if (indices[0] < 0 || indices[0] >= Count) throw new IndexOutOfRangeException();
            return contiguous ? indices[0] : new StridedWalk(shape, strides, indices[0]).Offset;
        }
        if (indices.Length != shape.Length)
            throw new ArgumentException($"{indices.Length} indices were given for {shape.Length} dimensions.");
        var offset = 0L;
        for (var i = 0; i < indices.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= shape[i]) throw new IndexOutOfRangeException();
            offset += indices[i] * strides[i];
        }
        return offset;
    }
}
