using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>x₁ᵀ · W · x₂ + b.</summary>
            public static Bilinear Bilinear(long in1Features, long in2Features, long outputSize, bool hasBias = true, Device device = null,
                ScalarType? dtype = null) =>
                new(in1Features, in2Features, outputSize, hasBias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Bilinear : Module<Tensor, Tensor, Tensor>
    {
        internal Bilinear(long in1Features, long in2Features, long outputSize, bool hasBias, Device device, ScalarType? dtype)
            : base(nameof(Bilinear))
        {
            weight = NewParameter([outputSize, in1Features, in2Features], device, dtype);
            init.FillLikeFanIn(weight, in1Features);
            if (!hasBias) return;
            bias = NewParameter([outputSize], device, dtype);
            init.FillLikeFanIn(bias, in1Features);
        }

        public Parameter weight
        {
            get => Registered(nameof(weight));
            set => ConditionallyRegisterParameter(nameof(weight), value);
        }

        public Parameter bias
        {
            get => Registered(nameof(bias));
            set => ConditionallyRegisterParameter(nameof(bias), value);
        }

        public override Tensor forward(Tensor input1, Tensor input2) => functional.bilinear(input1, input2, weight, bias);
    }
}
