using System.Runtime.CompilerServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => At(indices);
            set => Put(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => At([i1]);
            set => Put(value, [i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => At([i1, i2]);
            set => Put(value, [i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => At([i1, i2, i3]);
            set => Put(value, [i1, i2, i3]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => At([i1, i2, i3, i4]);
            set => Put(value, [i1, i2, i3, i4]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => At([i1, i2, i3, i4, i5]);
            set => Put(value, [i1, i2, i3, i4, i5]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => At([i1, i2, i3, i4, i5, i6]);
            set => Put(value, [i1, i2, i3, i4, i5, i6]);
        }

        public Tensor index(params TensorIndex[] indices)
        {
            var (view, tensors) = Narrowed(indices);
            if (tensors is null) return view;
            var picked = Ops.index_Tensor.Call(view, Arg.OptionalList(tensors));
            if (!ReferenceEquals(view, this)) view.Dispose();
            return picked;
        }

        public Tensor index(params Tensor[] indices) => Ops.index_Tensor.Call(this, Arg.OptionalList(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices)
        {
            var (view, tensors) = Narrowed(indices);
            if (tensors is null) Assign(view, value);
            else Ops.index_put_.Run(view, Arg.OptionalList(tensors), value);
            if (!ReferenceEquals(view, this)) view.Dispose();
            return this;
        }

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Ops.index_put_.RunOn(this, Arg.OptionalList(indices), value);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var number = FromScalar(value, dtype);
            return index_put_(number, indices);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices)
        {
            using var number = FromScalar(value, dtype);
            return index_put_(number, indices);
        }

        private Tensor At(ReadOnlySpan<long> indices)
        {
            var view = this;
            foreach (var i in indices) view = Step(view, Ops.select_int.Call(view, 0L, i));
            return ReferenceEquals(view, this) ? alias() : view;
        }

        private void Put(Tensor value, ReadOnlySpan<long> indices)
        {
            using var view = At(indices);
            Assign(view, value);
        }

        /// <summary>Copies a value over a view, ignoring leading dimensions of size one that the view lacks.</summary>
        private static void Assign(Tensor view, Tensor value)
        {
            var source = value;
            while (source.Dimensions > view.Dimensions && source.size(0) == 1)
            {
                var smaller = source.squeeze(0);
                if (!ReferenceEquals(source, value)) source.Dispose();
                source = smaller;
            }
            Ops.copy_.Run(view, source);
            if (!ReferenceEquals(source, value)) source.Dispose();
        }

        /// <summary>Replaces an intermediate view by the next one.</summary>
        private Tensor Step(Tensor view, Tensor next)
        {
            if (!ReferenceEquals(view, this)) view.Dispose();
            return next;
        }

        /// <summary>Applies all indices but tensors as views; returns the tensors, in their places, for the rest.</summary>
        private (Tensor View, Tensor?[]? Indices) Narrowed(TensorIndex[] indices)
        {
            var taken = 0;
            foreach (var index in indices)
            {
                if (index.Kind is IndexKind.Slice or IndexKind.Single) taken++;
                else if (index.Kind == IndexKind.Tensor) taken += Taken(index.Indices!);
            }
            var rest = (int)Dimensions - taken;
            var view = this;
            List<Tensor?>? tensors = null;
            var (dim, slot) = (0, 0);
            foreach (var index in indices)
            {
                switch (index.Kind)
                {
                    case IndexKind.Single:
                        view = Step(view, Ops.select_int.Call(view, (long)dim, index.Start ?? 0));
                        break;
                    case IndexKind.Slice:
                        if (index.Start is not null || index.Stop is not null || index.Step is not null)
                            view = Step(view, Ops.slice_Tensor.Call(view, (long)dim, index.Start, index.Stop, index.Step ?? 1));
                        dim++;
                        slot++;
                        break;
                    case IndexKind.Ellipsis:
                        dim += Math.Max(rest, 0);
                        slot += Math.Max(rest, 0);
                        break;
                    case IndexKind.NewAxis:
                        view = Step(view, view.unsqueeze(dim++));
                        slot++;
                        break;
                    case IndexKind.Bool:
                        view = Step(view, view.unsqueeze(dim++));
                        Place(ref tensors, slot++, torch.tensor(new[] { index.Start != 0 }));
                        break;
                    case IndexKind.Tensor:
                        Place(ref tensors, slot++, index.Indices!);
                        dim += Taken(index.Indices!);
                        break;
                }
            }
            if (ReferenceEquals(view, this) && tensors is null) view = alias();
            return (view, tensors?.ToArray());
        }

        /// <summary>Dimensions that a tensor among the indices stands for: a mask for as many as it has.</summary>
        private static int Taken(Tensor index) => index.dtype is ScalarType.Bool or ScalarType.Byte ? (int)index.Dimensions : 1;

        private static void Place(ref List<Tensor?>? tensors, int slot, Tensor index)
        {
            tensors ??= [];
            while (tensors.Count < slot) tensors.Add(null);
            tensors.Add(index);
        }
    }
}
