using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Diffusion;

/// <summary>
/// DPM-Solver++(2M) (Lu et al. 2022, algorithm 2): the deterministic multistep solver of second order in the prediction of x₀, on the steps of a
/// respaced schedule.
/// </summary>
/// <remarks>
/// With α = √ᾱ, σ = √(1 − ᾱ), λ = log(α/σ) and h = λ_{t−1} − λ_t: x_{t−1} = (σ_{t−1}/σ_t)·x_t − α_{t−1}·(e^{−h} − 1)·D, where
/// D = (1 + 1/(2r))·x̂₀ − 1/(2r)·x̂₀′, x̂₀′ being the prediction of the step before, h′ its h, and r = h′/h. Of first order, D = x̂₀, are: the first
/// step, which has none before it; the step to index 0, as λ grows there several times faster than in the step before, and to extrapolate so far does
/// more harm than good; and the last one, which goes to α = 1, where λ is infinite: it gives x̂₀ itself.
/// </remarks>
internal sealed class DpmSolverSampler : DiffusionSampler
{
    private Tensor? _previousClean;
    private int _previousIndex;

    /// <param name="schedule">The (respaced) schedule to walk down.</param>
    public DpmSolverSampler(NoiseSchedule schedule) : base(schedule, 1)
    {
    }

    /// <inheritdoc/>
    /// <remarks>Never: the solver follows the probability flow, so that the temperature has nothing to scale.</remarks>
    public override bool AddsNoise(int index) => false;

    /// <inheritdoc/>
    protected override Tensor Next(Tensor current, in DiffusionPrediction prediction, int index, Tensor? noise)
    {
        if (_previousClean is not null && index != _previousIndex - 1)
        {
            throw new InvalidOperationException(
                $"A multistep sampler walks step by step: expected index {_previousIndex - 1} after {_previousIndex}; found {index}.");
        }
        Tensor clean = prediction.Clean(Schedule, current, index);
        if (index == 0)
        {
            return clean;
        }
        double h = Lambda(index - 1) - Lambda(index);
        double ofDirection = -Schedule.SignalScale(index - 1) * (Math.Exp(-h) - 1);
        double ofPrevious = _previousClean is null || index == 1 ? 0 : h / (2 * (Lambda(index) - Lambda(_previousIndex)));
        Tensor next = (current * Kept(Schedule.NoiseScale(index - 1) / Schedule.NoiseScale(index)))
            .add_(clean, Kept(ofDirection * (1 + ofPrevious)));
        if (_previousClean is not null)
        {
            next.add_(_previousClean, Kept(-ofDirection * ofPrevious));
            _previousClean.Dispose();
        }
        _previousClean = clean.DetachFromDisposeScope();
        _previousIndex = index;
        return next;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _previousClean?.Dispose();
        _previousClean = null;
        base.Dispose(disposing);
    }

    private double Lambda(int index) => -Math.Log(Schedule.ReciprocalNoiseScale(index));
}
