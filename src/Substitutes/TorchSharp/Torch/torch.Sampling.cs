using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static Tensor normal(
        double mean, double std, ReadOnlySpan<long> size, ScalarType? dtype = null, Device? device = null, bool requires_grad = false,
        Generator? generator = null, string[]? names = null) =>
        Finished(randn(size, dtype, device, generator: generator).mul_(std).add_(mean), requires_grad, names);

    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null) => Ops.normal_Tensor_Tensor.Call(mean, std, generator);

    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null) =>
        Finished(
            Ops.randperm_generator.Call(n, generator, dtype ?? ScalarType.Int64, Arg.None, InitializeDevice(device)), requires_grad);

    public static Tensor randperm(long n, Tensor @out, Generator? generator = null)
    {
        Ops.randperm_generator_out.Run(n, generator, @out);
        return @out;
    }

    public static double rand_float(Generator? generator = null) => Single(rand([1], ScalarType.Float64, generator: generator)).ToDouble();

    public static double randn_float(Generator? generator = null) => Single(randn([1], ScalarType.Float64, generator: generator)).ToDouble();

    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) == 1;

    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(0, high, generator);

    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator? generator = null) =>
        Single(randint(low, high, [1], generator: generator)).ToInt64();

    public static Tensor _standard_gamma(Tensor input, Generator? generator = null) => Ops._standard_gamma.Call(input, generator);

    public static Tensor _sample_dirichlet(Tensor input, Generator? generator = null) => Ops._sample_dirichlet.Call(input, generator);

    /// <summary>The number that a tensor made for it holds.</summary>
    private static Scalar Single(Tensor tensor)
    {
        using (tensor) return tensor.ToScalar();
    }
}
