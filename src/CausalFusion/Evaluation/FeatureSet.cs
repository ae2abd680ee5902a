using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Evaluation;

/// <summary>Vectors of features, all of one length: what images are compared by. They are kept in memory, in single precision.</summary>
internal sealed class FeatureSet
{
    // So many vectors are copied at once.
    private const int Rows = 256;

    private readonly List<float[]> _rows = [];

    /// <param name="dimension">The length of a vector, at least 1.</param>
    public FeatureSet(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        Dimension = dimension;
    }

    /// <summary>The length of a vector.</summary>
    public int Dimension { get; }

    /// <summary>The number of vectors.</summary>
    public int Count => _rows.Count;

    /// <summary>Adds a copy of a vector.</summary>
    /// <param name="features">The vector.</param>
    /// <exception cref="ArgumentException">It has another length, or a value that is not finite.</exception>
    public void Add(ReadOnlySpan<float> features)
    {
        if (features.Length != Dimension)
        {
            throw new ArgumentException($"expected {Dimension} features, found {features.Length}.", nameof(features));
        }
        foreach (float value in features)
        {
            if (!float.IsFinite(value))
            {
                throw new ArgumentException(FormattableString.Invariant($"expected features that are finite, found {value}."), nameof(features));
            }
        }
        _rows.Add(features.ToArray());
    }

    /// <summary>The vectors as a tensor of float64, (N, D), in the current dispose scope.</summary>
    internal Tensor ToTensor() => ToTensor(0, Count);

    /// <summary>Some of the vectors as a tensor of float64, (N, D), in the current dispose scope.</summary>
    internal Tensor ToTensor(int start, int count)
    {
        Tensor all = empty([count, Dimension], dtype: ScalarType.Float64);
        for (int first = 0; first < count; first += Rows)
        {
            using DisposeScope scope = NewDisposeScope();
            float[][] rows = [.. _rows.Skip(start + first).Take(Math.Min(Rows, count - first))];
            float[] values = new float[rows.Length * Dimension];
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i].CopyTo(values, i * Dimension);
            }
            all.narrow(0, first, rows.Length).copy_(tensor(values, [rows.Length, Dimension]));
        }
        return all;
    }
}
