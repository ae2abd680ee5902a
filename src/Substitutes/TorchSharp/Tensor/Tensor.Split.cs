using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor[] chunk(long chunks, long dim = 0) => Ops.chunk.CallList(this, chunks, dim);

        public Tensor[] dsplit(long size) => Ops.dsplit_int.CallList(this, size);

        public Tensor[] dsplit(params long[] sizes) => Ops.dsplit_array.CallList(this, sizes);

        public Tensor[] dsplit((long, long) indices_or_sections) => dsplit([indices_or_sections.Item1, indices_or_sections.Item2]);

        public Tensor[] dsplit((long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3]);

        public Tensor[] dsplit((long, long, long, long) indices_or_sections) =>
            dsplit([indices_or_sections.Item1, indices_or_sections.Item2, indices_or_sections.Item3, indices_or_sections.Item4]);

        public Tensor[] dsplit(Tensor indices) => Ops.tensor_split_tensor_indices_or_sections.CallList(this, indices, 2L);

        public Tensor[] hsplit(long size) => Ops.hsplit_int.CallList(this, size);

        public Tensor[] hsplit(params long[] sizes) => Ops.hsplit_array.CallList(this, sizes);

        public Tensor[] hsplit(Tensor indices) => Ops.tensor_split_tensor_indices_or_sections.CallList(this, indices, Dimensions == 1 ? 0L : 1L);

        public Tensor[] split(long size, int dim = 0) => Ops.split_Tensor.CallList(this, size, (long)dim);

        public Tensor[] split(long[] sizes, long dim = 0) => Ops.split_with_sizes.CallList(this, sizes, dim);

        public Tensor[] split(params long[] sizes) => Ops.split_with_sizes.CallList(this, sizes);

        public unsafe Tensor[] split(ReadOnlySpan<long> sizes, long dim = 0)
        {
            fixed (long* p = sizes) return Ops.split_with_sizes.CallList(this, Arg.List(p, sizes.Length), dim);
        }

        public Tensor[] tensor_split(long size, long dim = 0) => Ops.tensor_split_sections.CallList(this, size, dim);

        public Tensor[] tensor_split(long[] sizes, long dim = 0) => Ops.tensor_split_indices.CallList(this, sizes, dim);

        public Tensor[] tensor_split(Tensor indices, long dim = 0) => Ops.tensor_split_tensor_indices_or_sections.CallList(this, indices, dim);

        public Tensor[] unbind(long dimension = 0) => Ops.unbind_int.CallList(this, dimension);

        public Tensor[] vsplit(long size) => Ops.vsplit_int.CallList(this, size);

        public Tensor[] vsplit(params long[] sizes) => Ops.vsplit_array.CallList(this, sizes);

        public Tensor[] vsplit(Tensor indices) => Ops.tensor_split_tensor_indices_or_sections.CallList(this, indices, 0L);
    }
}
