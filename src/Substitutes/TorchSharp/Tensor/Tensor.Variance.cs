using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor std(bool unbiased = true) => Ops.std.Call(this, unbiased);

        public Tensor std(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_dim.Call(As(type), Arg.List(dim), unbiased, keepdim);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_dim.Call(As(type), dimensions, unbiased, keepdim);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_dim.Call(As(type), new[] { dim.Item1, dim.Item2 }, unbiased, keepdim);

        public Tensor std((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_dim.Call(As(type), new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim);

        public unsafe Tensor std(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions) return Ops.std_dim.Call(As(type), Arg.List(p, dimensions.Length), unbiased, keepdim);
        }

        public Tensor var(bool unbiased = true) => Ops.var.Call(this, unbiased);

        public Tensor var(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_dim.Call(As(type), Arg.List(dim), unbiased, keepdim);

        public Tensor var(long[] dimensions, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_dim.Call(As(type), dimensions, true, keepdim);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_dim.Call(As(type), dimensions, unbiased, keepdim);

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_dim.Call(As(type), new[] { dim.Item1, dim.Item2 }, unbiased, keepdim);

        public Tensor var((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_dim.Call(As(type), new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim);

        public unsafe Tensor var(ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null)
        {
            fixed (long* p = dimensions) return Ops.var_dim.Call(As(type), Arg.List(p, dimensions.Length), unbiased, keepdim);
        }

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => Ops.std_mean.CallPair(this, unbiased);

        public (Tensor std, Tensor mean) std_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_mean_dim.CallPair(As(type), Arg.List(dim), unbiased, keepdim);

        public (Tensor std, Tensor mean) std_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.std_mean_dim.CallPair(As(type), dimensions, unbiased, keepdim);

        public (Tensor std, Tensor mean) std_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean(new[] { dim.Item1, dim.Item2 }, unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean(new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim, type);

        public (Tensor std, Tensor mean) std_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std_mean(dimensions.ToArray(), unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean(bool unbiased = true) => Ops.var_mean.CallPair(this, unbiased);

        public (Tensor var, Tensor mean) var_mean(long dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_mean_dim.CallPair(As(type), Arg.List(dim), unbiased, keepdim);

        public (Tensor var, Tensor mean) var_mean(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Ops.var_mean_dim.CallPair(As(type), dimensions, unbiased, keepdim);

        public (Tensor var, Tensor mean) var_mean((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(new[] { dim.Item1, dim.Item2 }, unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean((long, long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(new[] { dim.Item1, dim.Item2, dim.Item3 }, unbiased, keepdim, type);

        public (Tensor var, Tensor mean) var_mean(
            ReadOnlySpan<long> dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var_mean(dimensions.ToArray(), unbiased, keepdim, type);

        public (Tensor output, Tensor inverse_indices, Tensor counts) unique(
            bool sorted = true, bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (values, inverse, counts) = dim is { } given
                ? Ops.unique_dim.CallTriple(this, (long)given, sorted, return_inverse, return_counts)
                : Ops._unique2.CallTriple(this, sorted, return_inverse, return_counts);
            return Keep(values, inverse, counts, return_inverse, return_counts);
        }

        public (Tensor output, Tensor inverse_indices, Tensor counts) unique_consecutive(
            bool return_inverse = false, bool return_counts = false, int? dim = null)
        {
            var (values, inverse, counts) = Ops.unique_consecutive.CallTriple(this, return_inverse, return_counts, dim);
            return Keep(values, inverse, counts, return_inverse, return_counts);
        }

        private static (Tensor, Tensor, Tensor) Keep(Tensor values, Tensor inverse, Tensor counts, bool keepInverse, bool keepCounts)
        {
            if (!keepInverse) inverse?.Dispose();
            if (!keepCounts) counts?.Dispose();
            return (values, keepInverse ? inverse : null!, keepCounts ? counts : null!);
        }

        /// <summary>This tensor in the element type a statistic is asked for in.</summary>
        private Tensor As(ScalarType? type) => type is { } given && given != dtype ? to(given) : this;

        /// <summary>A result, copied into the tensor that the caller wants it in.</summary>
        internal static Tensor Into(Tensor? destination, Tensor result)
        {
            if (destination is null) return result;
            Ops.resize_.Run(destination, result.shape);
            destination.copy_(result);
            result.Dispose();
            return destination;
        }

        private static Arg Rounding(RoundingMode mode) => mode == RoundingMode.floor ? Arg.Text("floor"u8) : Arg.Text("trunc"u8);

        private long[] Unflattened(long dim, long[] sizes)
        {
            var old = shape;
            var at = (int)(dim < 0 ? dim + old.Length : dim);
            return [.. old[..at], .. sizes, .. old[(at + 1)..]];
        }
    }
}
