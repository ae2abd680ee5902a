using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Resizes to a size or by factors; the last dimensions are spatial.</summary>
            public static Upsample Upsample(long[] size = null, double[] scale_factor = null, UpsampleMode mode = UpsampleMode.Nearest,
                bool? align_corners = null) =>
                new(size, scale_factor, mode, align_corners);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Upsample : Module<Tensor, Tensor>
    {
        private readonly long[] _size;
        private readonly double[] _scale;

        internal Upsample(long[] size, double[] scale_factor, UpsampleMode mode, bool? align_corners) : base(nameof(Upsample)) =>
            (_size, _scale, this.mode, this.align_corners) = (size, scale_factor, mode, align_corners);

        public ReadOnlySpan<long> size => _size;
        public ReadOnlySpan<double> scale_factor => _scale;
        public UpsampleMode mode { get; }
        public bool? align_corners { get; }

        public override Tensor forward(Tensor tensor) => functional.interpolate(tensor, _size, _scale, (InterpolationMode)mode, align_corners);
    }
}
