using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor as_strided(long[] size, long[] strides, long storageOffset = 0) => Ops.as_strided.Call(this, size, strides, storageOffset);

        public Tensor atleast_1d() => Ops.atleast_1d.Call(this);

        public Tensor atleast_2d() => Ops.atleast_2d.Call(this);

        public Tensor atleast_3d() => Ops.atleast_3d.Call(this);

        public static Tensor block_diag(params Tensor[] tensors) => Ops.block_diag.Call(Arg.List(tensors));

        public Tensor broadcast_to(params long[] shape) => Ops.broadcast_to.Call(this, shape);

        public Tensor channel_shuffle(long groups) => Ops.channel_shuffle.Call(this, groups);

        public Tensor contiguous() => Ops.contiguous.Call(this);

        public Tensor diag(long diagonal = 0) => Ops.diag.Call(this, diagonal);

        public Tensor diag_embed(long offset = 0, long dim1 = -2, long dim2 = -1) => Ops.diag_embed.Call(this, offset, dim1, dim2);

        public Tensor diagflat(long offset = 0) => Ops.diagflat.Call(this, offset);

        public Tensor diagonal(long offset = 0, long dim1 = 0, long dim2 = 0) => Ops.diagonal.Call(this, offset, dim1, dim2);

        public Tensor expand(params long[] sizes) => Ops.expand.Call(this, sizes);

        public Tensor expand(long[] sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes, isImplicit);

        public Tensor expand(Size sizes, bool isImplicit = false) => Ops.expand.Call(this, sizes.Shape, isImplicit);

        public unsafe Tensor expand(ReadOnlySpan<long> sizes, bool isImplicit = false)
        {
            fixed (long* p = sizes) return Ops.expand.Call(this, Arg.List(p, sizes.Length), isImplicit);
        }

        public Tensor expand_as(Tensor other) => Ops.expand_as.Call(this, other);

        public Tensor flatten(long start_dim = 0, long end_dim = -1) => Ops.flatten_using_ints.Call(this, start_dim, end_dim);

        public Tensor flip(params long[] dims) => Ops.flip.Call(this, dims);

        public Tensor fliplr() => Ops.fliplr.Call(this);

        public Tensor flipud() => Ops.flipud.Call(this);

        public Tensor moveaxis(long[] source, long[] destination) => Ops.moveaxis_intlist.Call(this, source, destination);

        public Tensor movedim(long[] source, long[] destination) => Ops.movedim_intlist.Call(this, source, destination);

        public Tensor narrow(long dim, long start, long length) => Ops.narrow.Call(this, dim, start, length);

        public Tensor permute(params long[] permutation) => Ops.permute.Call(this, permutation);

        public Tensor permute(IEnumerable<long> permutation) => Ops.permute.Call(this, permutation.ToArray());

        public Tensor ravel() => Ops.ravel.Call(this);

        public Tensor repeat(params long[] sizes) => Ops.repeat.Call(this, sizes);

        public Tensor repeat_interleave(Tensor repeats, long? dim = null, long? output_size = null) =>
            Ops.repeat_interleave_self_Tensor.Call(this, repeats, dim, output_size);

        public Tensor repeat_interleave(long repeats, long? dim = null, long? output_size = null) =>
            Ops.repeat_interleave_self_int.Call(this, repeats, dim, output_size);

        public Tensor reshape(params long[] shape) => Ops.reshape.Call(this, shape);

        public Tensor roll(long shifts, long? dims = null) =>
            dims is { } dim ? Ops.roll.Call(this, Arg.List(shifts), Arg.List(dim)) : Ops.roll.Call(this, Arg.List(shifts));

        public Tensor roll((long, long) shifts, (long, long) dims) =>
            Ops.roll.Call(this, new[] { shifts.Item1, shifts.Item2 }, new[] { dims.Item1, dims.Item2 });

        public Tensor roll((long, long, long) shifts, (long, long, long) dims) =>
            Ops.roll.Call(this, new[] { shifts.Item1, shifts.Item2, shifts.Item3 }, new[] { dims.Item1, dims.Item2, dims.Item3 });

        public Tensor roll(long[] shifts, long[] dims) => Ops.roll.Call(this, shifts, dims);

        public Tensor roll(long[] shifts) => Ops.roll.Call(this, shifts);

        public unsafe Tensor roll(ReadOnlySpan<long> shifts, ReadOnlySpan<long> dims = default)
        {
            fixed (long* p = shifts, q = dims) return Ops.roll.Call(this, Arg.List(p, shifts.Length), Arg.List(q, dims.Length));
        }

        public Tensor rot90(long k = 1, (long, long)? dims = null)
        {
            var (first, second) = dims ?? (0, 1);
            return Ops.rot90.Call(this, k, new[] { first, second });
        }

        public Tensor select(long dim, long index) => Ops.select_int.Call(this, dim, index);

        public Tensor slice(long dim, long start, long finish, long step) => Ops.slice_Tensor.Call(this, dim, start, finish, step);

        public Tensor squeeze(long? dim = null) => dim is { } given ? Ops.squeeze_dim.Call(this, given) : Ops.squeeze.Call(this);

        public Tensor squeeze_(long? dim = null) => dim is { } given ? Ops.squeeze__dim.RunOn(this, given) : Ops.squeeze_.RunOn(this);

        public Tensor swapaxes(long dim0, long dim1) => Ops.swapaxes.Call(this, dim0, dim1);

        public Tensor swapdims(long dim0, long dim1) => Ops.swapdims.Call(this, dim0, dim1);

        public Tensor tile(long[] reps) => Ops.tile.Call(this, reps);

        public Tensor transpose(long dim0, long dim1) => Ops.transpose_int.Call(this, dim0, dim1);

        public Tensor transpose_(long dim0, long dim1) => Ops.transpose_.RunOn(this, dim0, dim1);

        public Tensor tril(long diagonal = 0) => Ops.tril.Call(this, diagonal);

        public Tensor tril_(long diagonal = 0) => Ops.tril_.RunOn(this, diagonal);

        public Tensor triu(long diagonal = 0) => Ops.triu.Call(this, diagonal);

        public Tensor triu_(long diagonal = 0) => Ops.triu_.RunOn(this, diagonal);

        public Tensor unflatten(long dim, params long[] sizes) => reshape(Unflattened(dim, sizes));

        public Tensor unflatten(long dim, Size sizes) => reshape(Unflattened(dim, sizes.Shape));

        public Tensor unfold(long dimension, long size, long step) => Ops.unfold.Call(this, dimension, size, step);

        public Tensor unsqueeze(long dim) => Ops.unsqueeze.Call(this, dim);

        public Tensor unsqueeze_(long dim) => Ops.unsqueeze_.RunOn(this, dim);

        public Tensor view(params long[] shape) => Ops.view.Call(this, shape);

        public Tensor view_as(Tensor other) => view(other.shape);

        public Tensor view_as_complex() => Ops.view_as_complex.Call(this);

        public Tensor view_as_real() => Ops.view_as_real.Call(this);
    }
}
