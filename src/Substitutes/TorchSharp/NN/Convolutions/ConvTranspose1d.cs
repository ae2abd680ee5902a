using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>The transpose of a convolution in 1 dimension.</summary>
            public static ConvTranspose1d ConvTranspose1d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0,
                long output_padding = 0,
                long dilation = 1, PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device device = null,
                ScalarType? dtype = null) =>
                new(in_channels, out_channels, [kernelSize], [stride], [padding], [output_padding], [dilation], padding_mode, groups, bias, device,
                    dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class ConvTranspose1d : Convolution
    {
        internal ConvTranspose1d(long inputs, long outputs, long[] kernel, long[] strides, long[] padding, long[] outputPadding, long[] dilation,
            PaddingModes mode, long groups, bool hasBias, Device device, ScalarType? dtype)
            : base(nameof(ConvTranspose1d), inputs, outputs, kernel, strides, padding, outputPadding, dilation, mode, groups, hasBias, device,
                dtype)
        { }

        public Parameter weight
        {
            get => Weight;
            set => Weight = value;
        }

        public Parameter bias
        {
            get => Bias;
            set => Bias = value;
        }

        public override Tensor forward(Tensor input) => Apply(input);
    }
}
