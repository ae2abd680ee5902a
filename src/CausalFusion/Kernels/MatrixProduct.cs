using System.Collections.Concurrent;
using CausalFusion.Native;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>The matrix products of linear layers on the CPU, forward and backward.</summary>
/// <remarks>
/// The tensor library sums a product of few rows in another order than one of many. So that a row is the same to the last bit whatever rows are
/// beside it, <see cref="Forward"/> gives products rows enough, as <see cref="RowRule"/> finds by trial; or <see cref="FewRowsProduct"/> multiplies.
/// </remarks>
internal static class MatrixProduct
{
    private static readonly ConcurrentDictionary<(ScalarType Type, long Inputs, long Outputs, int Threads), RowRule> _rules = new();

    private static readonly ConcurrentDictionary<(ScalarType Type, long Inputs, long Outputs, int All, int Threads), bool> _agreements = new();

    /// <summary>x·Wᵀ.</summary>
    /// <param name="x">(M, K), contiguous, float32 or bfloat16.</param>
    /// <param name="weight">W, (N, K), of the same type.</param>
    /// <param name="room">(M, N); written.</param>
    /// <param name="order">Whether each row must be the same whatever rows are beside it.</param>
    /// <returns>The room.</returns>
    public static Tensor Forward(Tensor x, Tensor weight, Tensor room, ProductOrder order)
    {
        int rows = (int)x.shape[0];
        if (rows == 0)
        {
            return room;
        }
        if (order == ProductOrder.FewRows)
        {
            MultiplyFewRows(x, weight, room);
            return room;
        }
        if (order == ProductOrder.Any)
        {
            return Multiply(x, weight, room);
        }
        RowRule rule = RuleOf(x.dtype, weight);
        if (!rule.IsFixed && rows >= rule.Rows)
        {
            return Multiply(x, weight, room);
        }
        for (int start = 0; start < rows; start += rule.Rows)
        {
            using var scope = NewDisposeScope();
            int count = Math.Min(rule.Rows, rows - start);
            Tensor part = x.narrow(0, start, count);
            if (count < rule.Rows)
            {
                Tensor padded = zeros([rule.Rows, x.shape[1]], dtype: x.dtype);
                padded.narrow(0, 0, count).copy_(part);
                part = padded;
            }
            Tensor product = Multiply(part, weight, empty([rule.Rows, weight.shape[0]], dtype: x.dtype));
            room.narrow(0, start, count).copy_(product.narrow(0, 0, count));
        }
        return room;
    }

    /// <summary>
    /// A linear layer, on any device and with its gradient. Without one, on the CPU, each row is the same whatever rows are beside it.
    /// </summary>
    /// <param name="x">(…, K).</param>
    /// <param name="weight">W, (N, K).</param>
    /// <param name="bias">(N), or null.</param>
    /// <returns>x·Wᵀ + b, (…, N), in the caller's dispose scope.</returns>
    public static Tensor Linear(Tensor x, Tensor weight, Tensor? bias)
    {
        if (is_grad_enabled() || !TensorPointer.IsComputable(x) || x.dtype != weight.dtype)
        {
            return nn.functional.linear(x, weight, bias);
        }
        long inputs = x.shape[^1], outputs = weight.shape[0];
        long[] shape = [.. x.shape[..^1], outputs];
        using var scope = NewDisposeScope();
        Tensor flat = x.reshape(-1, inputs);
        Tensor result = Forward(flat, weight, empty([flat.shape[0], outputs], dtype: x.dtype), ProductOrder.Exact);
        return (bias is null ? result : result.PlusInPlace(bias)).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient of x: g·W.</summary>
    /// <param name="gradient">g, (M, N), contiguous.</param>
    /// <param name="weight">W, (N, K).</param>
    /// <param name="room">(M, K); written.</param>
    /// <returns>The room.</returns>
    public static Tensor InputGradient(Tensor gradient, Tensor weight, Tensor room) => room.addmm_(gradient, weight, beta: 0, alpha: 1);

    /// <summary>The gradient of W: gᵀ·x.</summary>
    /// <param name="gradient">g, (M, N), contiguous.</param>
    /// <param name="x">(M, K), contiguous.</param>
    /// <returns>(N, K), in the caller's dispose scope.</returns>
    public static Tensor WeightGradient(Tensor gradient, Tensor x)
    {
        using Tensor transposed = gradient.t();
        return transposed.mm(x);
    }

    /// <summary>How many rows a product needs for each of them to be the same whatever rows are beside it.</summary>
    /// <param name="type">The number type.</param>
    /// <param name="weight">W, (N, K).</param>
    public static RowRule RuleOf(ScalarType type, Tensor weight) => _rules.GetOrAdd(
        (type, weight.shape[1], weight.shape[0], get_num_threads()),
        static key => RowRule.Find(key.Type, key.Inputs, key.Outputs, (x, weight) =>
            Multiply(x, weight, empty([x.shape[0], key.Outputs], dtype: key.Type))));

    /// <summary>Whether the rows of products with some weights are the same to the last bit on all of the caller's threads and on fewer.</summary>
    /// <param name="threads">How many.</param>
    /// <param name="type">The number type.</param>
    /// <param name="weights">The weights, each (N, K).</param>
    public static bool IsSameOn(int threads, ScalarType type, Tensor[] weights)
    {
        int all = ThreadBudget.Threads;
        return threads == all || weights.All(weight => _agreements.GetOrAdd(
            (type, weight.shape[1], weight.shape[0], all, threads),
            static key => Agree(key.All, key.Threads, key.Type, key.Inputs, key.Outputs)));
    }

    private static bool Agree(int all, int threads, ScalarType type, long inputs, long outputs)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        // A row depends neither here nor there on how many are beside it, so that one number of rows tells of all.
        (Tensor x, Tensor weight) = RowRule.Trial(type, inputs, outputs);
        return On(all).equal(On(threads)).all().item<bool>();

        Tensor On(int number)
        {
            Tensor product = empty([x.shape[0], outputs], dtype: type);
            ComputeLanes.Run(1, number, _ => product.copy_(Forward(x, weight, empty_like(product), ProductOrder.Exact)));
            return product;
        }
    }

    private static void MultiplyFewRows(Tensor x, Tensor weight, Tensor room)
    {
        if (x.dtype == ScalarType.BFloat16)
        {
            FewRowsProduct.Forward<BFloat16Element>(x, weight, room);
        }
        else
        {
            FewRowsProduct.Forward<Float32Element>(x, weight, room);
        }
    }

    private static Tensor Multiply(Tensor x, Tensor weight, Tensor room)
    {
        using Tensor transposed = weight.t();
        return room.addmm_(x, transposed, beta: 0, alpha: 1);
    }
}
