using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>The forward process: noising clean data at given timesteps.</summary>
public static class GaussianDiffusion
{
    /// <summary>Draws x_t ~ q(x_t | x₀): √ᾱ·x₀ + √(1 − ᾱ)·ε, each sample at its own timestep.</summary>
    /// <param name="schedule">The noise schedule.</param>
    /// <param name="clean">x₀, shape (N, …).</param>
    /// <param name="noise">ε, of the same shape.</param>
    /// <param name="timesteps">One index into the schedule for each sample.</param>
    /// <returns>x_t, of the same shape; the caller owns it.</returns>
    /// <exception cref="ArgumentException">The number of timesteps is not N, or one is out of range.</exception>
    public static Tensor AddNoise(NoiseSchedule schedule, Tensor clean, Tensor noise, ReadOnlySpan<int> timesteps)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(clean);
        ArgumentNullException.ThrowIfNull(noise);
        if (timesteps.Length != clean.shape[0])
        {
            throw new ArgumentException($"Expected one timestep for each of {clean.shape[0]} samples; found {timesteps.Length}.", nameof(timesteps));
        }
        float[] signal = new float[timesteps.Length], sigma = new float[timesteps.Length];
        for (int i = 0; i < timesteps.Length; i++)
        {
            if ((uint)timesteps[i] >= (uint)schedule.Timesteps)
            {
                throw new ArgumentException($"Timestep {timesteps[i]} of sample {i} is outside 0…{schedule.Timesteps - 1}.", nameof(timesteps));
            }
            signal[i] = (float)schedule.SignalScale(timesteps[i]);
            sigma[i] = (float)schedule.NoiseScale(timesteps[i]);
        }
        using var scope = NewDisposeScope();
        long[] shape = [timesteps.Length, .. Enumerable.Repeat(1L, clean.shape.Length - 1)];
        Tensor noised = (tensor(signal, shape, device: clean.device) * clean) + (tensor(sigma, shape, device: clean.device) * noise);
        return noised.MoveToOuterDisposeScope();
    }
}
