using CausalFusion.Randomness;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>How many rows a matrix product is given, so that each is summed in the same order whatever rows are beside it.</summary>
/// <param name="Rows">The number of rows.</param>
/// <param name="IsFixed">Whether it is given exactly so many at a time; otherwise at least so many.</param>
internal readonly record struct RowRule(int Rows, bool IsFixed)
{
    // Libraries choose by thresholds: between two numbers of rows that agree, all are taken to.
    private static readonly int[] _tried =
    [
        1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 320, 384, 512, 640, 777, 1024, 1536,
    ];

    private const int All = 2048, FixedFrom = 512, FixedRows = 256;

    private const float Large = 4096;

    /// <summary>Finds the rule by trial.</summary>
    /// <param name="type">The number type.</param>
    /// <param name="inputs">K.</param>
    /// <param name="outputs">N.</param>
    /// <param name="multiply">Gives (M, N) for (M, K) and (N, K).</param>
    public static RowRule Find(ScalarType type, long inputs, long outputs, Func<Tensor, Tensor, Tensor> multiply)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        (Tensor x, Tensor weight) = Trial(type, inputs, outputs);
        Tensor all = multiply(x, weight);
        for (int i = _tried.Length - 1; i >= 0; i--)
        {
            using var trial = NewDisposeScope();
            if (!multiply(x.narrow(0, 0, _tried[i]), weight).equal(all.narrow(0, 0, _tried[i])).all().item<bool>())
            {
                return _tried[i] >= FixedFrom ? new RowRule(FixedRows, IsFixed: true) : new RowRule(_tried[i + 1], IsFixed: false);
            }
        }
        return new RowRule(1, IsFixed: false);
    }

    /// <summary>Matrices whose product shows in what order it is summed.</summary>
    /// <param name="type">The number type.</param>
    /// <param name="inputs">K.</param>
    /// <param name="outputs">N.</param>
    /// <returns>(2048, K) and (N, K), in the caller's dispose scope.</returns>
    public static (Tensor X, Tensor Weight) Trial(ScalarType type, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        Tensor x = Drawn(1, All), weight = Drawn(2, outputs);
        if (inputs > 1)
        {
            // Two large terms, the first and the last, that cancel out: what is summed between them is rounded coarsely, so that another order shows
            // also where results are rounded to bfloat16.
            x.narrow(1, 0, 1).fill_(Kept(Large));
            x.narrow(1, inputs - 1, 1).fill_(Kept(Large));
            weight.narrow(1, inputs - 1, 1).copy_(-weight.narrow(1, 0, 1));
        }
        return (x.MoveToOuterDisposeScope(), weight.MoveToOuterDisposeScope());

        Tensor Drawn(ulong seed, long rows)
        {
            float[] values = new float[rows * inputs];
            new RandomStream(seed).FillNormal(values);
            return tensor(values, [rows, inputs]).to(type);
        }
    }
}
