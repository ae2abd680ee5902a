using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>What all convolutions share: their geometry, and weights that start as PyTorch's do.</summary>
public abstract class Convolution : Module<Tensor, Tensor>
{
    protected long input_channels;

    private readonly long[] _strides, _padding, _dilation, _outputPadding, _border;
    private readonly long _groups;
    private readonly PaddingModes _mode;

    // Without an output padding the convolution is a plain one, otherwise a transposed one.
    private protected Convolution(string name, long inputs, long outputs, long[] kernel, long[] strides, long[] padding, long[] outputPadding,
        long[] dilation, PaddingModes mode, long groups, bool hasBias, Device device, ScalarType? dtype) : base(name)
    {
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
            throw new ArgumentException($"Channels must be multiples of groups, got {inputs} in, {outputs} out, {groups} groups.");
        if (outputPadding is not null && mode != PaddingModes.Zeros) throw new ArgumentException($"{name} pads with zeros only, got {mode}.");
        input_channels = inputs;
        (_strides, _padding, _outputPadding, _dilation, _mode, _groups) = (strides, padding, outputPadding, dilation, mode, groups);
        if (mode != PaddingModes.Zeros) _border = [.. padding.Reverse().SelectMany(amount => new[] { amount, amount })];

        long[] channels = outputPadding is null ? [outputs, inputs / groups] : [inputs, outputs / groups];
        Weight = NewParameter([.. channels, .. kernel], device, dtype);
        init.kaiming_uniform_(Weight, Math.Sqrt(5));
        if (!hasBias) return;
        Bias = NewParameter([outputs], device, dtype);
        init.FillLikeFanIn(Bias, init.CalculateFanInAndFanOut(Weight).Item1);
    }

    // Padding that keeps the size may be uneven, which only a border of its own can be.
    private protected Convolution(string name, long inputs, long outputs, long[] kernel, long[] strides, Padding padding, long[] dilation,
        PaddingModes mode, long groups, bool hasBias, Device device, ScalarType? dtype)
        : this(name, inputs, outputs, kernel, strides, new long[kernel.Length], null, dilation, mode, groups, hasBias, device, dtype)
    {
        if (padding == Padding.Valid)
        {
            _border = null;
            return;
        }
        if (strides.Any(stride => stride != 1)) throw new ArgumentException("Padding.Same needs strides of 1.");
        _border = new long[2 * kernel.Length];
        for (var i = 0; i < kernel.Length; i++)
        {
            var total = dilation[i] * (kernel[i] - 1);
            var at = 2 * (kernel.Length - 1 - i);
            (_border[at], _border[at + 1]) = (total / 2, total - total / 2);
        }
    }

    private protected Parameter Weight
    {
        get => Registered("weight");
        set => ConditionallyRegisterParameter("weight", value);
    }

    private protected Parameter Bias
    {
        get => Registered("bias");
        set => ConditionallyRegisterParameter("bias", value);
    }

    private protected Tensor Apply(Tensor input)
    {
        var dimensions = _strides.Length;
        if (!ValidateShape(input, dimensions))
            throw new ArgumentException($"{GetName()} expects ({(dimensions + 1)} or {dimensions + 2} dimensions, {input_channels} channels), " +
                $"got a tensor of shape [{string.Join(", ", input.shape)}].", nameof(input));
        if (_outputPadding is not null)
            return functional.ConvolveTransposed(input, Weight, Bias, _strides, _padding, _outputPadding, _dilation, _groups);
        if (_border is null) return functional.Convolve(input, Weight, Bias, _strides, _padding, _dilation, _groups);
        using var padded = functional.pad(input, _border, _mode);
        return functional.Convolve(padded, Weight, Bias, _strides, new long[dimensions], _dilation, _groups);
    }

    protected bool ValidateShape(Tensor input, long dimensions)
    {
        var shape = input.shape;
        return (shape.Length == dimensions + 1 || shape.Length == dimensions + 2) && shape[^(int)(dimensions + 1)] == input_channels;
    }
}
