using CausalFusion.Attention;
using CausalFusion.Diffusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Generation;

/// <summary>CausalFusion in generation (paper, §3): the condition is run once into a key/value cache, to which finished tokens are appended.</summary>
internal sealed class CausalFusionDenoiser(CausalFusionModel model) : IImageDenoiser
{
    public IDenoiserConfig Config => model.Config;

    public Device Device => model.Device;

    public void Check(GenerationPlan plan)
    {
        // Any split of any tokens will do.
    }

    public IBatchDenoiser Begin(Tensor labels, GenerationPlan plan) => new Batch(model, labels, plan);

    /// <remarks>
    /// With guidance the cache has a conditional and an unconditional half. A prediction outside the guidance interval runs the conditional half alone;
    /// finished tokens are appended to both, so that the next guided prediction finds in each half all that came before.
    /// </remarks>
    private sealed class Batch : IBatchDenoiser
    {
        private readonly CausalFusionModel _model;
        private readonly NoiseSchedule _schedule;
        private readonly KeyValueCache _cache, _conditional;
        private readonly bool _guided;

        public Batch(CausalFusionModel model, Tensor labels, GenerationPlan plan)
        {
            using var scope = NewDisposeScope();
            _model = model;
            _schedule = plan.Schedule;
            _guided = plan.IsGuided;
            _cache = model.BeginGeneration(_guided ? cat([labels, full_like(labels, model.Config.NullClass)], 0) : labels);
            _conditional = _cache.FirstSequences((int)labels.shape[0]);
        }

        public DiffusionPrediction Predict(Tensor noised, Tensor positions, int index, double guidanceScale)
        {
            using var scope = NewDisposeScope();
            int timestep = _schedule.TimestepMap[index];
            Tensor predicted = guidanceScale == 1
                ? _model.PredictNoise(noised, positions, timestep, _conditional)
                : ClassifierFreeGuidance.Combine(_model.PredictNoise(Doubled(noised), Doubled(positions), timestep, _cache), guidanceScale);
            return new DiffusionPrediction(predicted.MoveToOuterDisposeScope(), _model.Config.Target);
        }

        public void Append(Tensor clean, Tensor positions)
        {
            using var scope = NewDisposeScope();
            _model.AppendFinished(Doubled(clean), Doubled(positions), _cache);
        }

        public void Dispose()
        {
            _conditional.Dispose();
            _cache.Dispose();
        }

        private Tensor Doubled(Tensor half) => _guided ? cat([half, half], 0) : half;
    }
}
