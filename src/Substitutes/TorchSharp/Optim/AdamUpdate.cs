using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One step of Adam, or of AdamW where the decay is decoupled, for many parameters at a time.</summary>
internal sealed class AdamUpdate(double lr, AdamSettings settings, bool decoupled)
{
    // What one pass touches stays in the cache, and temporary tensors stay small, however large the model is.
    private const long MostElements = 1 << 18;

    private readonly (double First, double Second) _betas = settings.Betas;
    private readonly double _eps = settings.Eps.Value, _weightDecay = settings.WeightDecay.Value;
    private readonly bool _amsgrad = settings.Amsgrad.Value, _maximize = settings.Maximize.Value;
    private readonly List<Tensor> _parameters = [], _gradients = [], _averages = [], _squares = [], _largest = [];
    private long _elements;
    private long _step;

    // The step is how many the parameter will have made after this one.
    public void Add(Tensor parameter, Tensor gradient, long step, Tensor average, Tensor square, Tensor largest)
    {
        var elements = parameter.numel();
        if (step != _step || _elements + elements > MostElements) Flush();
        _step = step;
        _elements += elements;
        _parameters.Add(parameter);
        _gradients.Add(gradient);
        _averages.Add(average);
        _squares.Add(square);
        if (_amsgrad) _largest.Add(largest);
    }

    /// <summary>Steps what was added since the last time.</summary>
    public void Flush()
    {
        if (_parameters.Count == 0) return;
        using (NewDisposeScope()) Step();
        _parameters.Clear();
        _gradients.Clear();
        _averages.Clear();
        _squares.Clear();
        _largest.Clear();
        _elements = 0;
    }

    private void Step()
    {
        Arg parameters = Arg.List(_parameters), averages = Arg.List(_averages), squares = Arg.List(_squares), gradients = Arg.List(_gradients);
        if (_maximize) gradients = Arg.List(Foreach.Negate.CallList(gradients));
        if (decoupled) Foreach.Multiply.Run(parameters, 1 - lr * _weightDecay);
        else if (_weightDecay != 0) gradients = Arg.List(Foreach.Sum.CallList(gradients, parameters, _weightDecay));

        Foreach.Multiply.Run(averages, _betas.First);
        Foreach.Add.Run(averages, gradients, 1 - _betas.First);
        Foreach.Multiply.Run(squares, _betas.Second);
        Foreach.AddProduct.Run(squares, gradients, gradients, 1 - _betas.Second);
        if (_amsgrad) Foreach.Raise.Run(Arg.List(_largest), squares);

        var denominators = Arg.List(Foreach.Root.CallList(_amsgrad ? Arg.List(_largest) : squares));
        Foreach.DivideBy.Run(denominators, Math.Sqrt(1 - Math.Pow(_betas.Second, _step)));
        Foreach.AddScalar.Run(denominators, _eps);
        Foreach.AddQuotient.Run(parameters, averages, denominators, -lr / (1 - Math.Pow(_betas.First, _step)));
    }
}
