using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor clone() => Ops.clone.Call(this);

        public Tensor copy_(Tensor source, bool nonBlocking = false) => Ops.copy_.RunOn(this, source, nonBlocking);

        public Tensor detach() => Ops.detach.Call(this);

        public Tensor detach_() => Ops.detach_.RunOn(this);

        public Tensor imag => Ops.imag.Call(this);

        public Tensor pin_memory() => Ops.pin_memory.Call(this);

        public Tensor real => Ops.real.Call(this);

        public Tensor set_(Tensor source) => Ops.set__source_Tensor.RunOn(this, source);

        public Tensor SparseIndices => Ops._indices.Call(this);

        public Tensor SparseValues => Ops._values.Call(this);

        public Tensor to_dense() => Ops.to_dense.Call(this);
    }
}
