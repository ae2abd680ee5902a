using CausalFusion.Native;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Native;

public sealed class ScalarsTests
{
    // Numbers of two types are first made of one, which takes so long that TorchSharp's own a + b fails here within a second: by then its factor
    // of b is freed, and it computes with another number, or throws.
    [Fact]
    public async Task Numbers_reach_operators_whatever_the_garbage_collector_does_meanwhile()
    {
        // Methods that the just-in-time compiler has not optimized yet hold what they no longer need.
        for (int i = 0; i < 20; i++)
        {
            Sum(10, 100);
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        await using var pressure = new CollectorPressure();
        Sum(1 << 20, 500);
    }

    private static void Sum(int length, int times)
    {
        using Tensor a = full([length], Kept(3.5)), b = full([length], Kept(2), ScalarType.Int64);
        for (int i = 0; i < times; i++)
        {
            using var scope = NewDisposeScope();
            Tensor sum = (i % 5) switch
            {
                0 => a.Plus(b),
                1 => a.clone().PlusInPlace(b),
                2 => b.Plus(3.5),
                3 => (b * Kept(1.5)).Plus(2.5),
                _ => b.Squared().Plus(1.5),
            };
            Assert.Equal(5.5f, sum.mean().data<float>()[0]);
        }
    }
}
