using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A convolution in 2 dimensions.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, long stride = 1, long padding = 0, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Cube(kernelSize, 2), Cube(stride, 2), Cube(padding, 2), Cube(dilation, 2), padding_mode, groups, bias,
                    device, dtype);

            /// <summary>A convolution in 2 dimensions.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, long kernelSize, Padding padding, long stride = 1, long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Cube(kernelSize, 2), Cube(stride, 2), padding, Cube(dilation, 2), padding_mode, groups, bias, device,
                    dtype);

            /// <summary>A convolution in 2 dimensions.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, (long, long)? stride = null,
                (long, long)? padding = null, (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Each(kernelSize), Each(stride ?? (1, 1)), Each(padding ?? (0, 0)), Each(dilation ?? (1, 1)),
                    padding_mode, groups, bias, device, dtype);

            /// <summary>A convolution in 2 dimensions.</summary>
            public static Conv2d Conv2d(long in_channels, long out_channels, (long, long) kernelSize, Padding padding, (long, long)? stride = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros, long groups = 1, bool bias = true, Device device = null, ScalarType? dtype = null) =>
                new(in_channels, out_channels, Each(kernelSize), Each(stride ?? (1, 1)), padding, Each(dilation ?? (1, 1)), padding_mode, groups,
                    bias, device, dtype);
        }
    }
}

namespace TorchSharp.Modules
{
    public sealed class Conv2d : Convolution
    {
        internal Conv2d(long inputs, long outputs, long[] kernel, long[] strides, long[] padding, long[] dilation, PaddingModes mode, long groups,
            bool hasBias, Device device, ScalarType? dtype)
            : base(nameof(Conv2d), inputs, outputs, kernel, strides, padding, null, dilation, mode, groups, hasBias, device, dtype) { }

        internal Conv2d(long inputs, long outputs, long[] kernel, long[] strides, Padding padding, long[] dilation, PaddingModes mode, long groups,
            bool hasBias, Device device, ScalarType? dtype)
            : base(nameof(Conv2d), inputs, outputs, kernel, strides, padding, dilation, mode, groups, hasBias, device, dtype) { }

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
