using TorchSharp.Interop;
using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>One step of Adam, or of AdamW where the decay is decoupled, for many parameters at a time.</summary>
internal sealed class AdamUpdate(double lr, (double First, double Second) betas, double eps, double weightDecay, bool decoupled, bool amsgrad,
    bool maximize)
{
    // What one pass touches stays in the cache, and temporary tensors stay small, however large the model is.
    private const long MostElements = 1 << 18;

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
        if (amsgrad) _largest.Add(largest);
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
        if (maximize) gradients = Arg.List(Foreach.Negate.CallList(gradients));
        if (decoupled) Foreach.Multiply.Run(parameters, 1 - lr * weightDecay);
        else if (weightDecay != 0) gradients = Arg.List(Foreach.Sum.CallList(gradients, parameters, weightDecay));

        Foreach.Multiply.Run(averages, betas.First);
        Foreach.Add.Run(averages, gradients, 1 - betas.First);
        Foreach.Multiply.Run(squares, betas.Second);
        Foreach.AddProduct.Run(squares, gradients, gradients, 1 - betas.Second);
        if (amsgrad) Foreach.Raise.Run(Arg.List(_largest), squares);

        var denominators = Arg.List(Foreach.Root.CallList(amsgrad ? Arg.List(_largest) : squares));
        Foreach.DivideBy.Run(denominators, Math.Sqrt(1 - Math.Pow(betas.Second, _step)));
        Foreach.AddScalar.Run(denominators, eps);
        Foreach.AddQuotient.Run(parameters, averages, denominators, -lr / (1 - Math.Pow(betas.First, _step)));
    }
}
