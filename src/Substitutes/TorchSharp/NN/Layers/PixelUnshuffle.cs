using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>(N, C, H·r, W·r) → (N, C·r², H, W).</summary>
            public static PixelUnshuffle PixelUnshuffle(long downscaleFactor) => new(downscaleFactor);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class PixelUnshuffle : Module<Tensor, Tensor>
    {
        private readonly long _downscaleFactor;

        internal PixelUnshuffle(long downscaleFactor) : base(nameof(PixelUnshuffle)) => _downscaleFactor = downscaleFactor;

        public override Tensor forward(Tensor tensor) => functional.pixel_unshuffle(tensor, _downscaleFactor);
    }
}
