using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public long Dimensions => Native.ts_tensor_dim(Handle);

        public long ndim => Dimensions;

        public long dim() => Dimensions;

        public long NumberOfElements => Native.ts_tensor_numel(Handle);

        public long numel() => NumberOfElements;

        public long ElementSize => Native.ts_tensor_element_size(Handle);

        public long element_size() => ElementSize;

        public ScalarType dtype => (ScalarType)Native.ts_tensor_dtype(Handle);

        public DeviceType device_type => (DeviceType)(int)Native.ts_tensor_device(Handle);

        public int device_index => (sbyte)(Native.ts_tensor_device(Handle) >> 32);

        public Device device => device_type == DeviceType.CPU ? new Device(DeviceType.CPU) : new Device(device_type, device_index);

        public bool is_cuda => device_type == DeviceType.CUDA;

        public bool is_meta => device_type == DeviceType.META;

        public bool is_cpu() => device_type == DeviceType.CPU;

        public bool is_sparse => Native.ts_tensor_layout(Handle) == (int)layout.sparse_coo;

        public bool is_leaf => Native.ts_tensor_is_leaf(Handle) != 0;

        public bool is_integral() => torch.is_integral(dtype);

        public bool is_floating_point() => torch.is_floating_point(dtype);

        public bool is_complex() => torch.is_complex(dtype);

        public bool is_conj() => Ops.is_conj.CallBool(this);

        public bool is_neg() => Ops.is_neg.CallBool(this);

        public bool is_nonzero() => Ops.is_nonzero.CallBool(this);

        public bool is_pinned() => Ops.is_pinned.CallBool(this);

        public unsafe long[] shape
        {
            get
            {
                var sizes = new long[Dimensions];
                fixed (long* p = sizes) Native.ts_tensor_shape(Handle, p, null, sizes.Length);
                return sizes;
            }
        }

        public long[] size() => shape;

        /// <param name="dim">A dimension; negative ones count from the last.</param>
        public long size(int dim)
        {
            var size = Native.ts_tensor_size(Handle, dim);
            return size >= 0 ? size : throw Errors.Throw();
        }

        public unsafe long[] stride()
        {
            var strides = new long[Dimensions];
            fixed (long* p = strides) Errors.Check((int)Native.ts_tensor_shape(Handle, null, p, strides.Length));
            return strides;
        }

        public unsafe long stride(int dim)
        {
            long stride;
            Errors.Check(Native.ts_tensor_stride(Handle, dim, &stride));
            return stride;
        }

        public long storage_offset()
        {
            var offset = Native.ts_tensor_storage_offset(Handle);
            return offset >= 0 ? offset : throw Errors.Throw();
        }

        public bool is_contiguous()
        {
            var contiguous = Native.ts_tensor_is_contiguous(Handle);
            return contiguous >= 0 ? contiguous != 0 : throw Errors.Throw();
        }

        public bool requires_grad
        {
            get => Native.ts_tensor_requires_grad(Handle) != 0;
            set => Errors.Check(Native.ts_tensor_set_requires_grad(Handle, value ? 1 : 0));
        }

        public Tensor requires_grad_(bool requires_grad = true) => with_requires_grad(requires_grad);

        public Tensor with_requires_grad(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void retain_grad() => Errors.Check(Native.ts_tensor_retain_grad(Handle));

        /// <summary>The gradient, as a new object at each access; null if there is none.</summary>
        public Tensor grad
        {
            get
            {
                var found = Native.ts_tensor_grad(Handle);
                return found == 0 ? null! : new Tensor(found);
            }
            set
            {
                Errors.Check(Native.ts_tensor_set_grad(Handle, value is null ? 0 : value.Handle));
                GC.KeepAlive(value);
            }
        }

        /// <summary>The first element's address.</summary>
        internal unsafe void* DataPointer
        {
            get
            {
                void* data;
                Errors.Check(Native.ts_tensor_data(Handle, &data));
                return data;
            }
        }
    }
}
