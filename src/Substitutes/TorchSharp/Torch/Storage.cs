using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The block of memory behind a tensor, which views of it share.</summary>
    public abstract class Storage
    {
        protected Tensor _tensor;
        protected IntPtr _tensor_data_ptr;

        protected Storage(Tensor tensor)
            : this(tensor, Block(tensor).Data)
        {
        }

        protected Storage(Tensor tensor, IntPtr data_ptr)
        {
            _tensor = tensor;
            _tensor_data_ptr = data_ptr;
        }

        public abstract int element_size();

        public ulong nbytes() => (ulong)Block(_tensor).Bytes;

        protected IntPtr data_ptr() => _tensor_data_ptr;

        private static unsafe (nint Data, long Bytes) Block(Tensor tensor)
        {
            void* data;
            long bytes;
            Errors.Check(Native.ts_tensor_storage(tensor.Handle, &data, &bytes));
            GC.KeepAlive(tensor);
            return ((nint)data, bytes);
        }
    }
}
