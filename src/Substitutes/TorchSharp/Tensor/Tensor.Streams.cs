using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Writes the elements as they lie in memory.</summary>
        /// <param name="stream">Where to.</param>
        /// <param name="bufferSize">Bytes per copy, where the tensor is not in CPU memory.</param>
        public unsafe void WriteBytesToStream(Stream stream, int bufferSize = 1024)
        {
            RequireContiguous();
            RequireCpu();
            var data = (byte*)DataPointer;
            for (var rest = NumberOfElements * ElementSize; rest > 0;)
            {
                var count = (int)Math.Min(rest, LargestCopy);
                stream.Write(new ReadOnlySpan<byte>(data, count));
                data += count;
                rest -= count;
            }
            GC.KeepAlive(this);
        }

        /// <summary>Reads all elements as they are to lie in memory.</summary>
        /// <exception cref="EndOfStreamException">The stream holds fewer bytes than the tensor.</exception>
        public unsafe void ReadBytesFromStream(Stream stream, int bufferSize = 1024)
        {
            RequireContiguous();
            RequireCpu();
            var data = (byte*)DataPointer;
            for (var rest = NumberOfElements * ElementSize; rest > 0;)
            {
                var count = (int)Math.Min(rest, LargestCopy);
                stream.ReadExactly(new Span<byte>(data, count));
                data += count;
                rest -= count;
            }
            GC.KeepAlive(this);
        }

        /// <summary>Reads a tensor that <see cref="TensorExtensionMethods.Save(Tensor, BinaryWriter)"/> wrote.</summary>
        public static Tensor Load(BinaryReader reader) => TensorExtensionMethods.Load(reader);

        public static Tensor Load(Stream stream)
        {
            using var reader = new BinaryReader(stream);
            return Load(reader);
        }

        public static Tensor Load(string location)
        {
            using var stream = File.OpenRead(location);
            return Load(stream);
        }

        /// <summary>Saves in libtorch's own archive format.</summary>
        public void save(string location)
        {
            var code = Native.ts_tensor_save(Handle, location);
            GC.KeepAlive(this);
            Errors.Check(code);
        }

        /// <summary>Reads a tensor from libtorch's own archive format.</summary>
        public static Tensor load(string location) => new(Errors.Check(Native.ts_tensor_load(location)));

        private const long LargestCopy = 1 << 30;
    }
}
