using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A tensor's memory as numbers of one type, in the order in which they lie.</summary>
    public sealed unsafe class Storage<T> : Storage, IDisposable, IEnumerable<T>
        where T : unmanaged
    {
        internal Storage(Tensor tensor)
            : base(tensor)
        {
        }

        public int Count => (int)(nbytes() / (ulong)sizeof(T));

        public bool IsReadOnly => false;

        public Device device => _tensor.device;

        public T this[int index]
        {
            get => Elements[index];
            set => Elements[index] = value;
        }

        private Span<T> Elements => new((void*)data_ptr(), Count);

        public override int element_size() => sizeof(T);

        public T[] ToArray() => Elements.ToArray();

        public IList<T> tolist() => ToArray();

        public bool Contains(T item) => IndexOf(item) >= 0;

        public int IndexOf(T item) => Array.IndexOf(ToArray(), item);

        public void fill_(T value) => Elements.Fill(value);

        public void copy_(IList<T> array) => CopyFrom(array, 0);

        /// <summary>Copies from a place of the array on, as many elements as both have.</summary>
        public void CopyFrom(IList<T> array, int arrayIndex)
        {
            for (var i = 0; i < Math.Min(Count, array.Count - arrayIndex); i++) this[i] = array[arrayIndex + i];
        }

        public void CopyTo(IList<T> array, int arrayIndex)
        {
            for (var i = 0; i < Math.Min(Count, array.Count - arrayIndex); i++) array[arrayIndex + i] = this[i];
        }

        public IEnumerator<T> GetEnumerator() => ((IEnumerable<T>)ToArray()).GetEnumerator();

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>The memory is the tensor's: there is nothing to release.</summary>
        public void Dispose()
        {
        }
    }
}
