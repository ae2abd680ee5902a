using CausalFusion.Diffusion;
using CausalFusion.Factorization;

namespace CausalFusion.Models;

/// <summary>Where on the plane of AR steps × diffusion steps guidance applies, and how strongly.</summary>
/// <param name="Scale">The guidance scale g; 1 is none.</param>
/// <param name="Ramp">How it rises along the AR axis.</param>
/// <param name="Interval">The part of the noise axis in which it applies; null is all of it.</param>
internal sealed record GuidancePlan(double Scale = 1, GuidanceRamp Ramp = GuidanceRamp.Constant, GuidanceInterval? Interval = null)
{
    /// <summary>The scale of one prediction: 1 where there is no guidance, and then its unconditional half is not computed.</summary>
    public double ScaleAt(ArSplit split, int arStep, NoiseSchedule schedule, int index)
    {
        if (Interval is not null && !Interval.Contains(schedule, index))
        {
            return 1;
        }
        double finished = split.Offsets[arStep + 1] / (double)split.Tokens;
        return Ramp switch
        {
            GuidanceRamp.Linear => 1 + ((Scale - 1) * finished),
            GuidanceRamp.Cosine => 1 + ((Scale - 1) * (1 - Math.Cos(Math.PI * finished)) / 2),
            _ => Scale,
        };
    }

    /// <summary>Whether any prediction is guided.</summary>
    public bool IsUsed(NoiseSchedule schedule) =>
        Scale != 1 && (Interval is null || Enumerable.Range(0, schedule.Timesteps).Any(i => Interval.Contains(schedule, i)));
}
