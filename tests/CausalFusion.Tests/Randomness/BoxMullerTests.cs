using System.Runtime.Intrinsics;
using CausalFusion.Randomness;

namespace CausalFusion.Tests.Randomness;

public sealed class BoxMullerTests
{
    // Every 997th of the 2²⁴ radii, and the last, each with another angle.
    [Fact]
    public void Pairs_are_within_a_millionth_of_those_of_double_precision()
    {
        double worst = 0;
        for (uint k = 0; k < 1 << 24; k += 997)
        {
            uint radius = k + 997 < 1 << 24 ? k : (1 << 24) - 1, angle = (uint)(k * 991L % (1 << 24));
            (Vector512<float> first, Vector512<float> last) = BoxMuller.Transform(Vector512.Create(radius << 8), Vector512.Create(angle << 8));
            Assert.Equal(first, last);
            double r = Math.Sqrt(-2 * Math.Log((radius + 1) / (double)(1 << 24))), phi = 2 * Math.PI * angle / (1 << 24);
            for (int i = 0; i < BoxMuller.Pairs; i += 2)
            {
                worst = Math.Max(worst, Math.Max(Math.Abs(first[i] - (r * Math.Cos(phi))), Math.Abs(first[i + 1] - (r * Math.Sin(phi)))));
            }
        }

        Assert.InRange(worst, 1e-9, 1e-6);
    }

    [Fact]
    public void Quarters_of_a_turn_lie_on_the_axes()
    {
        Vector512<uint> angles = Vector512.Create(0u, 1u << 30, 2u << 30, 3u << 30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        (Vector512<float> first, _) = BoxMuller.Transform(Vector512<uint>.Zero, angles);

        float r = MathF.Sqrt(2 * 24 * MathF.Log(2));
        float[] expected = [r, 0, 0, r, -r, 0, 0, -r];
        Assert.All(expected.Index(), e => Assert.Equal(e.Item, first[e.Index], 1e-6f));
    }
}
