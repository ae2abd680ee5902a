using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static unsafe partial class functional
        {
            private static readonly Op PadOp = new("pad");
            private static readonly Op[] NearestOps = [new("upsample_nearest1d", "vec"), new("upsample_nearest2d", "vec"),
                new("upsample_nearest3d", "vec")];
            private static readonly Op LinearUpsampleOp = new("upsample_linear1d", "vec");
            private static readonly Op BilinearUpsampleOp = new("upsample_bilinear2d", "vec");
            private static readonly Op BicubicUpsampleOp = new("upsample_bicubic2d", "vec");
            private static readonly Op TrilinearUpsampleOp = new("upsample_trilinear3d", "vec");

            /// <summary>Pads the last dimensions; the amounts come in pairs (before, after), the last dimension's first.</summary>
            public static Tensor pad(Tensor input, long[] pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, pad.AsSpan(), mode, value);

            public static Tensor pad(Tensor input, ReadOnlySpan<long> pad, PaddingModes mode = PaddingModes.Constant, double value = 0)
            {
                var name = mode switch
                {
                    PaddingModes.Constant or PaddingModes.Zeros => "constant",
                    PaddingModes.Reflect => "reflect",
                    PaddingModes.Replicate => "replicate",
                    PaddingModes.Circular => "circular",
                    _ => throw new ArgumentOutOfRangeException(nameof(mode), $"Unknown padding mode {mode}."),
                };
                var constant = mode is PaddingModes.Constant or PaddingModes.Zeros;
                fixed (long* amounts = pad)
                    return PadOp.Call(input, Arg.List(amounts, pad.Length), Arg.Text(name), constant ? value : (double?)null);
            }

            public static Tensor pad(Tensor input, (long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, [pad.Item1, pad.Item2], mode, value);

            public static Tensor pad(Tensor input, (long, long, long, long) pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, [pad.Item1, pad.Item2, pad.Item3, pad.Item4], mode, value);

            public static Tensor pad(Tensor input, long pad, PaddingModes mode = PaddingModes.Constant, double value = 0) =>
                nn.functional.pad(input, [pad, pad], mode, value);

            public static Tensor interpolate(Tensor x, long[] size = null, double[] scale_factor = null,
                InterpolationMode mode = InterpolationMode.Nearest,
                bool? align_corners = null, bool recompute_scale_factor = false)
            {
                var dims = (int)x.Dimensions - 2;
                if (dims is < 1 or > 3)
                    throw new ArgumentException($"interpolate expects a tensor of 3 to 5 dimensions, got {x.Dimensions}.", nameof(x));
                if (size is null == scale_factor is null) throw new ArgumentException("interpolate takes either a size or scale factors.");
                if (size is not null && recompute_scale_factor)
                    throw new ArgumentException("recompute_scale_factor has no meaning where a size is given.");
                if (align_corners is not null && mode is InterpolationMode.Nearest or InterpolationMode.Area && align_corners is not null)
                    throw new ArgumentException($"align_corners has no meaning with {mode}.", nameof(align_corners));
                var required = mode switch
                {
                    InterpolationMode.Linear => 1,
                    InterpolationMode.Bilinear or InterpolationMode.Bicubic => 2,
                    InterpolationMode.Trilinear => 3,
                    _ => dims,
                };
                if (required != dims)
                    throw new ArgumentException($"{mode} interpolation is for {required + 2} dimensions, got {x.Dimensions}.", nameof(mode));
                if ((size ?? (Array)scale_factor).Length is var given && given != dims)
                {
                    if (given != 1) throw new ArgumentException($"interpolate expects 1 or {dims} sizes or scale factors, got {given}.");
                    size = size is null ? null : [.. Enumerable.Repeat(size[0], dims)];
                    scale_factor = scale_factor is null ? null : [.. Enumerable.Repeat(scale_factor[0], dims)];
                }
                if (scale_factor is not null && (recompute_scale_factor || mode == InterpolationMode.Area))
                {
                    size = new long[dims];
                    for (var i = 0; i < dims; i++) size[i] = (long)Math.Floor(x.size(i + 2) * scale_factor[i]);
                    scale_factor = null;
                }
                return mode == InterpolationMode.Area ? AdaptiveAveragePool(x, size) : Resize(x, size, scale_factor, mode, align_corners ?? false);
            }

            private static Tensor Resize(Tensor x, long[] size, double[] scale, InterpolationMode mode, bool alignCorners)
            {
                fixed (long* s = size)
                fixed (double* f = scale)
                {
                    var sizes = size is null ? Arg.None : Arg.List(s, size.Length);
                    var factors = scale is null ? Arg.None : Arg.List(f, scale.Length);
                    return mode switch
                    {
                        InterpolationMode.Linear => LinearUpsampleOp.Call(x, sizes, alignCorners, factors),
                        InterpolationMode.Bilinear => BilinearUpsampleOp.Call(x, sizes, alignCorners, factors),
                        InterpolationMode.Bicubic => BicubicUpsampleOp.Call(x, sizes, alignCorners, factors),
                        InterpolationMode.Trilinear => TrilinearUpsampleOp.Call(x, sizes, alignCorners, factors),
                        _ => NearestOps[(size ?? (Array)scale).Length - 1].Call(x, sizes, factors),
                    };
                }
            }
        }
    }
}
