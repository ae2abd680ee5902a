using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x where above the threshold, a value elsewhere.</summary>
            public static Threshold Threshold(double threshold, double value, bool inplace = false) => new(threshold, value, inplace);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Threshold : Module<Tensor, Tensor>
    {
        private readonly double _threshold;
        private readonly double _value;
        private readonly bool _inplace;

        internal Threshold(double threshold, double value, bool inplace)
            : base(nameof(Threshold)) => (_threshold, _value, _inplace) = (threshold, value, inplace);

        public override Tensor forward(Tensor tensor) => functional.Threshold(tensor, _threshold, _value, _inplace);
    }
}
