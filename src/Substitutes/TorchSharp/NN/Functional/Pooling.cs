using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly Op[] AvgPoolOps = [new("avg_pool1d"), new("avg_pool2d"), new("avg_pool3d")];
            private static readonly Op[] MaxPoolOps = [new("max_pool1d_with_indices"), new("max_pool2d_with_indices"),
                new("max_pool3d_with_indices")];
            private static readonly Op[] AdaptiveAvgPoolOps = [new("adaptive_avg_pool1d"), new("adaptive_avg_pool2d"), new("adaptive_avg_pool3d")];
            private static readonly Op[] AdaptiveMaxPoolOps = [new("adaptive_max_pool1d"), new("adaptive_max_pool2d"), new("adaptive_max_pool3d")];

            public static Tensor avg_pool1d(Tensor input, long kernel_size, long? stride = null, long? padding = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AveragePool(input, [kernel_size], [stride ?? kernel_size], [padding ?? 0], ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long kernelSize, long? stride = null, long padding = 0, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AveragePool(input, [kernelSize, kernelSize], [stride ?? kernelSize, stride ?? kernelSize], [padding, padding], ceil_mode,
                    count_include_pad);

            public static Tensor avg_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                bool ceil_mode = false, bool count_include_pad = true) =>
                AveragePool(input, Pair(kernelSize), Pair(stride ?? kernelSize), Pair(padding ?? (0, 0)), ceil_mode, count_include_pad);

            public static Tensor avg_pool2d(Tensor input, long[] kernelSizes, long[] strides = null, long[] paddings = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AveragePool(input, kernelSizes, strides ?? kernelSizes, paddings ?? [0, 0], ceil_mode, count_include_pad);

            public static Tensor avg_pool3d(Tensor input, long[] kernelSizes, long[] strides = null, long[] paddings = null, bool ceil_mode = false,
                bool count_include_pad = true) =>
                AveragePool(input, kernelSizes, strides ?? kernelSizes, paddings ?? [0, 0, 0], ceil_mode, count_include_pad);

            public static Tensor max_pool1d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                First(max_pool1d_with_indices(input, kernelSize, stride, padding, dilation, ceil_mode));

            public static (Tensor output, Tensor indices) max_pool1d_with_indices(Tensor input, long kernelSize, long? stride = null,
                long? padding = null, long? dilation = null, bool ceil_mode = false) =>
                MaxPool(input, [kernelSize], [stride ?? kernelSize], [padding ?? 0], [dilation ?? 1], ceil_mode);

            public static Tensor max_pool2d(Tensor input, long kernelSize, long? stride = null, long? padding = null, long? dilation = null,
                bool ceil_mode = false) =>
                max_pool2d(input, (kernelSize, kernelSize), Both(stride), Both(padding), Both(dilation), ceil_mode);

            public static Tensor max_pool2d(Tensor input, (long, long) kernelSize, (long, long)? stride = null, (long, long)? padding = null,
                (long, long)? dilation = null, bool ceil_mode = false) =>
                First(MaxPool(input, Pair(kernelSize), Pair(stride ?? kernelSize), Pair(padding ?? (0, 0)), Pair(dilation ?? (1, 1)), ceil_mode));

            public static Tensor max_pool2d(Tensor input, long[] kernelSize, long[] strides = null, long[] padding = null, long[] dilation = null,
                bool ceil_mode = false) =>
                First(max_pool2d_with_indices(input, kernelSize, strides, padding, dilation, ceil_mode));

            public static (Tensor output, Tensor indices) max_pool2d_with_indices(Tensor input, long[] kernelSize, long[] strides = null,
                long[] padding = null, long[] dilation = null, bool ceil_mode = false) =>
                MaxPool(input, kernelSize, strides ?? kernelSize, padding ?? [0, 0], dilation ?? [1, 1], ceil_mode);

            public static Tensor max_pool3d(Tensor input, long[] kernelSize, long[] strides = null, long[] padding = null, long[] dilation = null,
                bool ceil_mode = false) =>
                First(max_pool3d_with_indices(input, kernelSize, strides, padding, dilation, ceil_mode));

            public static (Tensor output, Tensor indices) max_pool3d_with_indices(Tensor input, long[] kernelSize, long[] strides = null,
                long[] padding = null, long[] dilation = null, bool ceil_mode = false) =>
                MaxPool(input, kernelSize, strides ?? kernelSize, padding ?? [0, 0, 0], dilation ?? [1, 1, 1], ceil_mode);

            public static Tensor adaptive_avg_pool1d(Tensor input, long output_size) => AdaptiveAveragePool(input, [output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, long output_size) => AdaptiveAveragePool(input, [output_size, output_size]);

            public static Tensor adaptive_avg_pool2d(Tensor input, (long, long) output_size) => AdaptiveAveragePool(input, Pair(output_size));

            public static Tensor adaptive_avg_pool2d(Tensor input, long[] output_size) => AdaptiveAveragePool(input, output_size);

            public static Tensor adaptive_avg_pool3d(Tensor input, long output_size) =>
                AdaptiveAveragePool(input, [output_size, output_size, output_size]);

            public static Tensor adaptive_avg_pool3d(Tensor input, (long, long, long) output_size) =>
                AdaptiveAveragePool(input, [output_size.Item1, output_size.Item2, output_size.Item3]);

            public static Tensor adaptive_avg_pool3d(Tensor input, long[] output_size) => AdaptiveAveragePool(input, output_size);

            public static Tensor adaptive_max_pool1d(Tensor x, long outputSize) => AdaptiveMaxPool(x, [outputSize]);

            public static Tensor adaptive_max_pool2d(Tensor x, long[] outputSize) => AdaptiveMaxPool(x, outputSize);

            public static Tensor adaptive_max_pool3d(Tensor x, long[] outputSize) => AdaptiveMaxPool(x, outputSize);

            internal static Tensor AveragePool(Tensor input, long[] kernel, long[] strides, long[] padding, bool ceiling, bool countPadding,
                long? divisor = null)
            {
                fixed (long* k = kernel, s = strides, p = padding)
                {
                    var op = AvgPoolOps[kernel.Length - 1];
                    return divisor is { } given
                        ? op.Call(input, Arg.List(k, kernel.Length), Arg.List(s, strides.Length), Arg.List(p, padding.Length), ceiling, countPadding,
                            given)
                        : op.Call(input, Arg.List(k, kernel.Length), Arg.List(s, strides.Length), Arg.List(p, padding.Length), ceiling, countPadding);
                }
            }

            internal static (Tensor, Tensor) MaxPool(Tensor input, long[] kernel, long[] strides, long[] padding, long[] dilation, bool ceiling)
            {
                fixed (long* k = kernel, s = strides, p = padding, d = dilation)
                    return MaxPoolOps[kernel.Length - 1].CallPair(input, Arg.List(k, kernel.Length), Arg.List(s, strides.Length),
                        Arg.List(p, padding.Length), Arg.List(d, dilation.Length), ceiling);
            }

            internal static Tensor AdaptiveAveragePool(Tensor input, long[] size)
            {
                fixed (long* s = size) return AdaptiveAvgPoolOps[size.Length - 1].Call(input, Arg.List(s, size.Length));
            }

            internal static Tensor AdaptiveMaxPool(Tensor input, long[] size)
            {
                fixed (long* s = size) return First(AdaptiveMaxPoolOps[size.Length - 1].CallPair(input, Arg.List(s, size.Length)));
            }

            internal static Tensor First((Tensor Output, Tensor Indices) results)
            {
                results.Indices.Dispose();
                return results.Output;
            }

            internal static long[] Pair((long, long) values) => [values.Item1, values.Item2];

            internal static (long, long)? Both(long? value) => value is { } given ? (given, given) : null;
        }
    }
}
