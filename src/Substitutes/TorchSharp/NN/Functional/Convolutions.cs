using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly Op[] ConvOps = [new("conv1d"), new("conv2d"), new("conv3d")];
            private static readonly Op[] ConvTransposeOps = [new("conv_transpose1d"), new("conv_transpose2d", "input"),
                new("conv_transpose3d", "input")];

            public static Tensor conv1d(Tensor input, Tensor weight, Tensor bias = null, long? stride = null, long? padding = null,
                long? dilation = null, long groups = 1) =>
                Convolve(input, weight, bias, [stride ?? 1], [padding ?? 0], [dilation ?? 1], groups);

            public static Tensor conv2d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null,
                long[] dilation = null, long groups = 1) =>
                Convolve(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], dilation ?? [1, 1], groups);

            public static Tensor conv3d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null,
                long[] dilation = null, long groups = 1) =>
                Convolve(input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], dilation ?? [1, 1, 1], groups);

            public static Tensor conv_transpose1d(Tensor input, Tensor weight, Tensor bias = null, long? stride = null, long? padding = null,
                long? output_padding = null, long? dilation = null, long groups = 1) =>
                ConvolveTransposed(input, weight, bias, [stride ?? 1], [padding ?? 0], [output_padding ?? 0], [dilation ?? 1], groups);

            public static Tensor conv_transpose2d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null,
                long[] output_padding = null, long[] dilation = null, long groups = 1) =>
                ConvolveTransposed(input, weight, bias, strides ?? [1, 1], padding ?? [0, 0], output_padding ?? [0, 0], dilation ?? [1, 1], groups);

            public static Tensor conv_transpose3d(Tensor input, Tensor weight, Tensor bias = null, long[] strides = null, long[] padding = null,
                long[] output_padding = null, long[] dilation = null, long groups = 1) =>
                ConvolveTransposed(input, weight, bias, strides ?? [1, 1, 1], padding ?? [0, 0, 0], output_padding ?? [0, 0, 0],
                    dilation ?? [1, 1, 1], groups);

            // The number of strides says in how many dimensions.
            internal static Tensor Convolve(Tensor input, Tensor weight, Tensor bias, long[] strides, long[] padding, long[] dilation, long groups)
            {
                fixed (long* s = strides, p = padding, d = dilation)
                    return ConvOps[strides.Length - 1].Call(input, weight, bias,
                        Arg.List(s, strides.Length), Arg.List(p, padding.Length), Arg.List(d, dilation.Length), groups);
            }

            internal static Tensor ConvolveTransposed(Tensor input, Tensor weight, Tensor bias, long[] strides, long[] padding, long[] outputPadding,
                long[] dilation, long groups)
            {
                fixed (long* s = strides, p = padding, o = outputPadding, d = dilation)
                    return ConvTransposeOps[strides.Length - 1].Call(input, weight, bias,
                        Arg.List(s, strides.Length), Arg.List(p, padding.Length), Arg.List(o, outputPadding.Length), groups,
                        Arg.List(d, dilation.Length));
            }
        }
    }
}
