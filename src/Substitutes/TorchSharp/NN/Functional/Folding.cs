using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly Op UnfoldOp = new("im2col");
            private static readonly Op FoldOp = new("col2im");

            /// <summary>Cuts (N, C, H, W) into sliding blocks: (N, C · kernel area, blocks).</summary>
            public static Tensor unfold(Tensor input, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                unfold(input, (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor unfold(Tensor input, (long, long) kernel_size, (long, long)? dilation = null, (long, long)? padding = null,
                (long, long)? stride = null)
            {
                fixed (long* k = Pair(kernel_size), d = Pair(dilation ?? (1, 1)), p = Pair(padding ?? (0, 0)), s = Pair(stride ?? (1, 1)))
                    return UnfoldOp.Call(input, Arg.List(k, 2), Arg.List(d, 2), Arg.List(p, 2), Arg.List(s, 2));
            }

            /// <summary>Adds sliding blocks up into (N, C, H, W).</summary>
            public static Tensor fold(Tensor input, long output_size, long kernel_size, long dilation = 1, long padding = 0, long stride = 1) =>
                fold(input, (output_size, output_size), (kernel_size, kernel_size), (dilation, dilation), (padding, padding), (stride, stride));

            public static Tensor fold(Tensor input, (long, long) output_size, (long, long) kernel_size, (long, long)? dilation = null,
                (long, long)? padding = null, (long, long)? stride = null)
            {
                fixed (long* o = Pair(output_size), k = Pair(kernel_size), d = Pair(dilation ?? (1, 1)), p = Pair(padding ?? (0, 0)),
                    s = Pair(stride ?? (1, 1)))
                    return FoldOp.Call(input, Arg.List(o, 2), Arg.List(k, 2), Arg.List(d, 2), Arg.List(p, 2), Arg.List(s, 2));
            }
        }
    }
}
