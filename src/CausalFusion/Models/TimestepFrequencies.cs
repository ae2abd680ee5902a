namespace CausalFusion.Models;

/// <summary>
/// The frequencies of a timestep's sinusoids, from 1 down to the reciprocal of the longest period, to the last bit those that the published networks
/// were trained with.
/// </summary>
/// <remarks>
/// At t = 999 the last bit of a frequency moves a sinusoid by 3e-5, and libraries' single-precision exponentials differ in it, those of PyTorch's
/// versions too. So it is computed here, by the reduction and polynomial behind PyTorch's own (SLEEF's <c>expf</c> of one unit in the last place,
/// Shibata and Petrogalli 2020), on every machine alike.
/// </remarks>
internal static class TimestepFrequencies
{
    private const double MaxPeriod = 10_000;

    // ln 2 in two parts, the first exact in few bits.
    private const float Ln2High = 0.693145751953125f, Ln2Low = 1.428606765330187e-06f;

    /// <summary>The Taylor-like polynomial of (e^r − 1 − r) / r², highest power first.</summary>
    private static ReadOnlySpan<float> Coefficients => [1.98527618e-4f, 1.39304355e-3f, 8.33336078e-3f, 4.16664854e-2f, 1.66666672e-1f, 0.5f];

    /// <summary>exp(−ln 10,000 · i / count) for i from 0, in single precision and in this order of operations.</summary>
    public static float[] Make(int count)
    {
        var frequencies = new float[count];
        for (int i = 0; i < count; i++)
        {
            frequencies[i] = Exponential(i * (float)-Math.Log(MaxPeriod) / count);
        }
        return frequencies;
    }

    private static float Exponential(float x)
    {
        // e^x = 2^n · e^r with |r| ≤ ln 2 / 2
        float n = MathF.Round(x * 1.44269504f);
        float r = MathF.FusedMultiplyAdd(n, -Ln2Low, MathF.FusedMultiplyAdd(n, -Ln2High, x));
        float p = Coefficients[0];
        foreach (float coefficient in Coefficients[1..])
        {
            p = MathF.FusedMultiplyAdd(p, r, coefficient);
        }
        return MathF.ScaleB(1 + MathF.FusedMultiplyAdd(r * r, p, r), (int)n);
    }
}
