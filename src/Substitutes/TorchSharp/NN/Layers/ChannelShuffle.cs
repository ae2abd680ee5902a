using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>Interleaves groups of channels.</summary>
            public static ChannelShuffle ChannelShuffle(long groups) => new(groups);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class ChannelShuffle : Module<Tensor, Tensor>
    {
        private readonly long _groups;

        internal ChannelShuffle(long groups) : base(nameof(ChannelShuffle)) => _groups = groups;

        public override Tensor forward(Tensor tensor) => functional.ShuffleChannels(tensor, _groups);
    }
}
