namespace Microsoft.ML.Numeric;

/// <summary>The last steps and the gradient changes they made, and the product of the inverse Hessian they imply with a vector.</summary>
/// <remarks>Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithm 7.4.</remarks>
internal sealed class LbfgsHistory(int capacity, int dimension)
{
    /// <summary>A pair with less curvature than this, relative to the gradient's change, is rounding noise.</summary>
    private const double MinimumCurvature = 1e-10;

    private readonly List<Pair> _pairs = [];
    private readonly double[] _alphas = new double[capacity];

    public bool IsEmpty => _pairs.Count == 0;

    public void Clear() => _pairs.Clear();

    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<float> nextX, ReadOnlySpan<float> gradient, ReadOnlySpan<float> nextGradient)
    {
        Pair pair = _pairs.Count == capacity ? _pairs[0] : new Pair(new float[dimension], new float[dimension]);
        for (int i = 0; i < dimension; i++)
        {
            pair.Step[i] = nextX[i] - x[i];
            pair.Change[i] = nextGradient[i] - gradient[i];
        }
        pair.Curvature = Vectors.Dot(pair.Step, pair.Change);
        pair.ChangeNormSquared = Vectors.Dot(pair.Change, pair.Change);
        if (_pairs.Count == capacity)
            _pairs.RemoveAt(0);
        if (pair.Curvature > MinimumCurvature * pair.ChangeNormSquared)
            _pairs.Add(pair);
    }

    /// <summary>Multiplies <paramref name="direction"/> by the inverse Hessian's estimate.</summary>
    public void Apply(Span<float> direction)
    {
        if (IsEmpty)
            return;
        for (int i = _pairs.Count - 1; i >= 0; i--)
        {
            _alphas[i] = Vectors.Dot(_pairs[i].Step, direction) / _pairs[i].Curvature;
            Vectors.AddScaled(_pairs[i].Change, -_alphas[i], direction);
        }
        Vectors.Scale(direction, _pairs[^1].Curvature / _pairs[^1].ChangeNormSquared);
        for (int i = 0; i < _pairs.Count; i++)
        {
            double beta = Vectors.Dot(_pairs[i].Change, direction) / _pairs[i].Curvature;
            Vectors.AddScaled(_pairs[i].Step, _alphas[i] - beta, direction);
        }
    }

    private sealed class Pair(float[] step, float[] change)
    {
        public float[] Step { get; } = step;

        public float[] Change { get; } = change;

        public double Curvature { get; set; }

        public double ChangeNormSquared { get; set; }
    }
}
