namespace Microsoft.ML.Numeric;

/// <summary>
/// Limited-memory BFGS. With L1 regularisation or a bound at zero it takes the orthant-wise form of Andrew and Gao,
/// "Scalable Training of L1-Regularized Log-Linear Models", ICML 2007.
/// </summary>
internal sealed class LbfgsMinimizer
{
    /// <summary>The weight of older improvements in the mean that ends the search.</summary>
    private const double ImprovementDecay = 0.25;

    /// <summary>A step must bring at least this part of the decrease that the slope promises.</summary>
    private const double SufficientDecrease = 1e-4;

    private const int MaximumBacktracks = 20;

    private readonly IObjective _objective;
    private readonly double _l1;
    private readonly int _biasCount;
    private readonly bool _nonNegative;
    private readonly LbfgsHistory _history;
    private readonly float[] _steepest;
    private readonly float[] _direction;
    private float[] _x;
    private float[] _nextX;
    private float[] _gradient;
    private float[] _nextGradient;

    /// <param name="objective">What to minimise, without the L1 term.</param>
    /// <param name="start">Where to start; the biases come first.</param>
    /// <param name="biasCount">How many values are biases.</param>
    /// <param name="l1">Weight of the L1 norm.</param>
    /// <param name="nonNegative">Whether all values but the biases are kept from going below zero.</param>
    /// <param name="historySize">Pairs from which the Hessian is estimated.</param>
    public LbfgsMinimizer(IObjective objective, ReadOnlySpan<float> start, int biasCount, double l1, bool nonNegative, int historySize)
    {
        (_objective, _l1, _biasCount, _nonNegative) = (objective, l1, biasCount, nonNegative);
        _history = new LbfgsHistory(historySize, start.Length);
        _x = start.ToArray();
        _nextX = new float[start.Length];
        _gradient = new float[start.Length];
        _nextGradient = new float[start.Length];
        _steepest = new float[start.Length];
        _direction = new float[start.Length];
        if (nonNegative)
            for (int i = _biasCount; i < _x.Length; i++)
                _x[i] = MathF.Max(_x[i], 0);
    }

    private bool IsOrthantWise => _l1 > 0 || _nonNegative;

    /// <summary>Searches until the mean improvement falls below <paramref name="tolerance"/>, no step improves, or the iterations are used up.</summary>
    public LbfgsResult Minimize(double tolerance, int maximumIterations, Action<LbfgsProgress> report = null)
    {
        double value = Evaluate(_x, _gradient);
        if (!double.IsFinite(value))
            throw new InvalidOperationException($"The optimizer cannot start where the loss is {value}.");
        double weightedImprovements = 0;
        for (int iteration = 1; ; iteration++)
        {
            if (!TryStep(value, out double next))
                return new LbfgsResult(_x, value, iteration - 1, HasConverged: false);
            weightedImprovements = value - next + ImprovementDecay * weightedImprovements;
            double improvement = weightedImprovements * (1 - ImprovementDecay) / (1 - Math.Pow(ImprovementDecay, iteration));
            _history.Add(_x, _nextX, _gradient, _nextGradient);
            (_x, _nextX) = (_nextX, _x);
            (_gradient, _nextGradient) = (_nextGradient, _gradient);
            value = next;
            report?.Invoke(new LbfgsProgress(iteration, value, improvement));
            if (improvement < tolerance || iteration >= maximumIterations)
                return new LbfgsResult(_x, value, iteration, HasConverged: true);
        }
    }

    /// <summary>Moves to a better point. Where the history misleads, it is forgotten and the steepest descent tried instead.</summary>
    private bool TryStep(double value, out double next)
    {
        for (; ; )
        {
            SetSteepest();
            bool isFresh = _history.IsEmpty;
            _steepest.CopyTo(_direction, 0);
            _history.Apply(_direction);
            if (IsOrthantWise)
                AlignDirection();
            double slope = -Vectors.Dot(_steepest, _direction);
            if (slope < 0)
            {
                double step = isFresh ? 1 / Vectors.Norm(_direction) : 1;
                bool found = IsOrthantWise
                    ? Backtrack(value, step, out next)
                    : new WolfeSearch(EvaluateAlong).TryFind(value, slope, step, out next);
                if (found)
                    return true;
            }
            if (isFresh)
            {
                next = value;
                return false;
            }
            _history.Clear();
        }
    }

    /// <summary>The direction of steepest descent of the objective with its L1 term and bounds.</summary>
    private void SetSteepest()
    {
        float l1 = (float)_l1;
        for (int i = 0; i < _x.Length; i++)
        {
            float descent = -_gradient[i];
            if (i >= _biasCount && IsOrthantWise)
                descent = _x[i] > 0 ? descent - l1
                    : _x[i] < 0 ? descent + l1
                    : descent > l1 ? descent - l1
                    : descent < -l1 && !_nonNegative ? descent + l1
                    : 0;
            _steepest[i] = descent;
        }
    }

    /// <summary>
    /// Keeps coordinates at rest that descent would leave at rest. The authors also stop those that move against their own descent;
    /// that is done only where the direction would not descend otherwise, because it takes several times as many steps.
    /// </summary>
    private void AlignDirection()
    {
        bool descends = Vectors.Dot(_steepest, _direction) > 0;
        for (int i = _biasCount; i < _direction.Length; i++)
            if (_steepest[i] == 0 || (!descends && _direction[i] * _steepest[i] < 0))
                _direction[i] = 0;
    }

    private bool Backtrack(double value, double step, out double next)
    {
        for (int trial = 0; trial < MaximumBacktracks; trial++, step /= 2)
        {
            Vectors.SumScaled(_x, step, _direction, _nextX);
            ProjectOnOrthant();
            double promised = 0;
            for (int i = 0; i < _x.Length; i++)
                promised += (double)_steepest[i] * (_nextX[i] - _x[i]);
            next = Evaluate(_nextX, _nextGradient);
            if (promised > 0 && next <= value - SufficientDecrease * promised)
                return true;
        }
        next = value;
        return false;
    }

    private void ProjectOnOrthant()
    {
        for (int i = _biasCount; i < _x.Length; i++)
        {
            float side = _x[i] != 0 ? _x[i] : _steepest[i];
            if (_nextX[i] * side < 0 || (_nonNegative && _nextX[i] < 0))
                _nextX[i] = 0;
        }
    }

    private (double Value, double Slope) EvaluateAlong(double step)
    {
        Vectors.SumScaled(_x, step, _direction, _nextX);
        return (Evaluate(_nextX, _nextGradient), Vectors.Dot(_nextGradient, _direction));
    }

    private double Evaluate(float[] x, float[] gradient)
    {
        double value = _objective.Evaluate(x, gradient);
        if (_l1 > 0)
        {
            double norm = 0;
            for (int i = _biasCount; i < x.Length; i++)
                norm += Math.Abs(x[i]);
            value += _l1 * norm;
        }
        return double.IsNaN(value) ? double.PositiveInfinity : value;
    }
}
