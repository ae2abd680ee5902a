using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Families.CausalFusion;

/// <summary>
/// CausalFusion in generation (paper, §3): the condition is run once into a key/value cache, to which finished tokens are appended.
/// </summary>
/// <remarks>
/// With guidance the cache has a conditional and an unconditional half. A prediction outside the guidance interval runs the conditional half alone;
/// finished tokens are appended to both, so that the next guided prediction finds in each half all that came before.
/// </remarks>
internal sealed class CausalFusionDenoiser : Denoiser
{
    private readonly CausalFusionModel _model;
    private readonly NoiseSchedule _schedule;
    private readonly KeyValueCache _cache, _conditional;
    private readonly bool _guided;
    private readonly PredictionTarget _target;

    /// <param name="model">The network.</param>
    /// <param name="target">What it predicts.</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="plan">How to generate.</param>
    public CausalFusionDenoiser(CausalFusionModel model, PredictionTarget target, Tensor labels, GenerationPlan plan)
    {
        using var scope = NewDisposeScope();
        _model = model;
        _schedule = plan.Schedule;
        _guided = plan.IsGuided;
        _target = target;
        _cache = model.BeginGeneration(_guided ? cat([labels, full_like(labels, model.Config.NullClass)], 0) : labels);
        _conditional = _cache.FirstSequences((int)labels.shape[0]);
    }

    public override DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale)
    {
        using var scope = NewDisposeScope();
        int timestep = _schedule.TimestepMap[index];
        Tensor predicted = guidanceScale == 1
            ? _model.PredictNoise(noised, positions, timestep, _conditional)
            : ClassifierFreeGuidance.Combine(_model.PredictNoise(Doubled(noised), Doubled(positions), timestep, _cache), guidanceScale);
        return new DiffusionPrediction(predicted.MoveToOuterDisposeScope(), _target);
    }

    public override void Append(Tensor clean, Tensor positions)
    {
        using var scope = NewDisposeScope();
        _model.AppendFinished(Doubled(clean), Doubled(positions), _cache);
    }

    public override void Dispose()
    {
        _conditional.Dispose();
        _cache.Dispose();
    }

    private Tensor Doubled(Tensor half) => _guided ? cat([half, half], 0) : half;
}
