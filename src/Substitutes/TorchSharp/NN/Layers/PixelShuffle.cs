using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>(N, C·r², H, W) → (N, C, H·r, W·r).</summary>
            public static PixelShuffle PixelShuffle(long upscaleFactor) => new(upscaleFactor);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class PixelShuffle : Module<Tensor, Tensor>
    {
        private readonly long _upscaleFactor;

        internal PixelShuffle(long upscaleFactor) : base(nameof(PixelShuffle)) => _upscaleFactor = upscaleFactor;

        public override Tensor forward(Tensor tensor) => functional.pixel_shuffle(tensor, _upscaleFactor);
    }
}
