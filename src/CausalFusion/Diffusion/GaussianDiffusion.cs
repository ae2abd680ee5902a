using CausalFusion.Native;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>The forward process: noising clean data at given timesteps.</summary>
internal static class GaussianDiffusion
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
        using var scope = NewDisposeScope();
        Tensor signal = AtTimesteps(schedule, (s, i) => s.SignalScale(i), timesteps, clean),
            sigma = AtTimesteps(schedule, (s, i) => s.NoiseScale(i), timesteps, clean);
        return (signal * clean).Plus(sigma * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The velocity √ᾱ·ε − √(1 − ᾱ)·x₀ of each sample at its own timestep: how x_t moves as noise takes the place of x₀.</summary>
    /// <inheritdoc cref="AddNoise" path="/param"/>
    /// <inheritdoc cref="AddNoise" path="/exception"/>
    /// <returns>v, of the same shape; the caller owns it.</returns>
    public static Tensor Velocity(NoiseSchedule schedule, Tensor clean, Tensor noise, ReadOnlySpan<int> timesteps)
    {
        ArgumentNullException.ThrowIfNull(clean);
        using Tensor opposite = -clean;
        return AddNoise(schedule, noise, opposite, timesteps);
    }

    /// <summary>A value of a schedule at each sample's timestep, to be multiplied with a batch.</summary>
    /// <param name="schedule">The schedule.</param>
    /// <param name="value">The value at an index into it.</param>
    /// <param name="timesteps">One index for each sample.</param>
    /// <param name="batch">Shape (N, …).</param>
    /// <returns>Shape (N, 1, …) on the batch's device, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">The number of timesteps is not N, or one is out of range.</exception>
    internal static Tensor AtTimesteps(NoiseSchedule schedule, Func<NoiseSchedule, int, double> value, ReadOnlySpan<int> timesteps, Tensor batch)
    {
        if (timesteps.Length != batch.shape[0])
        {
            throw new ArgumentException($"Expected one timestep for each of {batch.shape[0]} samples; found {timesteps.Length}.", nameof(timesteps));
        }
        float[] values = new float[timesteps.Length];
        for (int i = 0; i < timesteps.Length; i++)
        {
            if ((uint)timesteps[i] >= (uint)schedule.Timesteps)
            {
                throw new ArgumentException($"Timestep {timesteps[i]} of sample {i} is outside 0…{schedule.Timesteps - 1}.", nameof(timesteps));
            }
            values[i] = (float)value(schedule, timesteps[i]);
        }
        return tensor(values, [timesteps.Length, .. Enumerable.Repeat(1L, batch.shape.Length - 1)]).SentTo(batch.device);
    }
}
