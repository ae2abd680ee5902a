using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp.Interop;
using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The elements, to be read and written in place.</summary>
        /// <exception cref="ArgumentException">The element type is another.</exception>
        /// <exception cref="InvalidOperationException">The tensor is not in CPU memory.</exception>
        public TensorAccessor<T> data<T>()
            where T : unmanaged
        {
            RequireCpu();
            ValidateType(typeof(T));
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory behind this tensor and all its views.</summary>
        public Storage<T> storage<T>()
            where T : unmanaged
        {
            RequireCpu();
            ValidateType(typeof(T));
            return new Storage<T>(this);
        }

        /// <summary>The only element.</summary>
        public unsafe T item<T>()
            where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException("Number of elements in the tensor must be 1");
            RequireCpu();
            ValidateType(typeof(T));
            if (dtype == ScalarType.BFloat16) return (T)(object)ReadCpuBFloat16(0);
            var value = Unsafe.Read<T>(DataPointer);
            GC.KeepAlive(this);
            return value;
        }

        public unsafe Span<byte> bytes
        {
            get
            {
                RequireContiguous();
                RequireCpu();
                var size = NumberOfElements * ElementSize;
                if (size > int.MaxValue) throw new ArgumentException("Span only supports up to int.MaxValue elements.");
                return new Span<byte>(DataPointer, (int)size);
            }
            set
            {
                RequireContiguous();
                RequireCpu();
                if (NumberOfElements * ElementSize != value.Length) throw new ArgumentException("Mismatched data sizes in SetBytes().");
                value.CopyTo(new Span<byte>(DataPointer, value.Length));
                GC.KeepAlive(this);
            }
        }

        public double ReadCpuDouble(long i) => ReadCpuValue<double>(i);

        public float ReadCpuSingle(long i) => ReadCpuValue<float>(i);

        public int ReadCpuInt32(long i) => ReadCpuValue<int>(i);

        public long ReadCpuInt64(long i) => ReadCpuValue<long>(i);

        public byte ReadCpuByte(long i) => ReadCpuValue<byte>(i);

        public sbyte ReadCpuSByte(long i) => ReadCpuValue<sbyte>(i);

        public short ReadCpuInt16(long i) => ReadCpuValue<short>(i);

        public bool ReadCpuBool(long i) => ReadCpuValue<bool>(i);

        public T ReadCpuValue<T>(long i)
            where T : unmanaged => TensorAccessor<T>.ReadItemAt(this, i);

        public float ReadCpuFloat16(long i) => (float)TensorAccessor<Half>.ReadItemAt(this, i);

        public float ReadCpuBFloat16(long i) => BitConverter.Int32BitsToSingle(TensorAccessor<short>.ReadItemAt(this, i) << 16);

        /// <summary>The only element as a number.</summary>
        public Scalar ToScalar()
        {
            if (is_complex())
            {
                using var real = torch.view_as_real(cdouble());
                return new Complex(real.ReadCpuDouble(0), real.ReadCpuDouble(1));
            }
            var value = Ops._local_scalar_dense.CallValue(this);
            return value.Tag switch
            {
                Tag.Bool => value.Bits != 0,
                Tag.Int => value.Bits,
                _ => value.Double,
            };
        }

        /// <summary>Nested lists of numbers, or one number for a tensor without dimensions.</summary>
        public object tolist()
        {
            if (Dimensions == 0) return ToScalar();
            var list = new List<object>();
            foreach (var part in unbind())
            {
                list.Add(part.tolist());
                part.Dispose();
            }
            return list;
        }

        internal void ValidateType(Type type)
        {
            var expected = dtype switch
            {
                ScalarType.Byte => typeof(byte),
                ScalarType.Int8 => typeof(sbyte),
                ScalarType.Int16 => typeof(short),
                ScalarType.Int32 => typeof(int),
                ScalarType.Int64 => typeof(long),
                ScalarType.Bool => typeof(bool),
                ScalarType.Float16 => typeof(Half),
                ScalarType.Float64 => typeof(double),
                ScalarType.ComplexFloat32 => typeof((float, float)),
                ScalarType.ComplexFloat64 => typeof(Complex),
                _ => typeof(float),
            };
            if (type != expected) throw new ArgumentException($"{type.Name} is not compatible with {dtype}");
        }

        private void RequireCpu()
        {
            if (device_type == DeviceType.CPU) return;
            throw new InvalidOperationException(
                "Reading data from non-CPU memory is not supported. Move or copy the tensor to the cpu before reading.");
        }

        private void RequireContiguous()
        {
            if (is_contiguous()) return;
            throw new InvalidOperationException("The bytes of a non-contiguous tensor cannot be taken as one block.");
        }
    }
}
