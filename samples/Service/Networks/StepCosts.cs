namespace CausalFusion.Samples.Service.Networks;

/// <summary>How long a diffusion step of a guided batch takes on this machine, by the images in the batch and by AR steps.</summary>
/// <remarks>
/// Few AR steps of many tokens are arithmetic, in which a batch of N images costs nearly as much as N images; many AR steps of few tokens are calls,
/// in which it costs little more than one. So both ends are measured, and what lies between is interpolated.
/// </remarks>
internal sealed class StepCosts
{
    private readonly int _manyArSteps;
    private readonly IReadOnlyList<(int Images, double Seconds)> _one, _many;

    /// <param name="one">Seconds of a step in one AR step, by images, ascending.</param>
    /// <param name="manyArSteps">The other number of AR steps that was measured, at least 1.</param>
    /// <param name="many">Seconds of a step in as many.</param>
    public StepCosts(IReadOnlyList<(int Images, double Seconds)> one, int manyArSteps, IReadOnlyList<(int Images, double Seconds)> many)
    {
        (_one, _manyArSteps, _many) = (one, manyArSteps, many);
    }

    /// <summary>The AR steps that were measured: what an image costs there alone, in seconds for each diffusion step.</summary>
    public IReadOnlyList<(int ArSteps, double Seconds)> OfOneImage =>
        _manyArSteps == 1 ? [(1, _one[0].Seconds)] : [(1, _one[0].Seconds), (_manyArSteps, _many[0].Seconds)];

    /// <summary>Seconds of a batch.</summary>
    /// <param name="images">Its images.</param>
    /// <param name="arSteps">AR steps of each.</param>
    /// <param name="diffusionSteps">Diffusion steps in each AR step.</param>
    public double Seconds(int images, int arSteps, int diffusionSteps)
    {
        double place = _manyArSteps == 1 ? 0 : Math.Min(1, Math.Log(arSteps) / Math.Log(_manyArSteps));
        return (double)arSteps * diffusionSteps * (((1 - place) * At(_one, images)) + (place * At(_many, images)));
    }

    // Linear between what was measured; beyond, an image costs what it did in the largest batch.
    private static double At(IReadOnlyList<(int Images, double Seconds)> measured, int images)
    {
        (int largest, double seconds) = measured[^1];
        if (images >= largest)
        {
            return seconds * images / largest;
        }
        int next = 0;
        while (measured[next].Images < images)
        {
            next++;
        }
        if (measured[next].Images == images || next == 0)
        {
            return measured[next].Seconds;
        }
        (int below, double less) = measured[next - 1];
        return less + ((measured[next].Seconds - less) * (images - below) / (measured[next].Images - below));
    }
}
