using CausalFusion.Checkpoints;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>CausalFusion's training step: noise the images, predict the noise or the clean patches of every AR step at once, weigh the errors (paper, §3 and §5).</summary>
internal sealed class CausalFusionTrainingStep : TrainingStep
{
    private readonly CausalFusionModel _network;
    private readonly ArLossWeights _weights;

    public CausalFusionTrainingStep(CausalFusionModel model, TrainingOptions options, NoiseSchedule schedule)
        : this(model, Computing(model, options), options, schedule)
    {
    }

    private CausalFusionTrainingStep(CausalFusionModel model, CausalFusionModel network, TrainingOptions options, NoiseSchedule schedule)
        : base(model, network, model.Config, ModelKind.CausalFusion, options, schedule)
    {
        _network = network;
        _weights = new ArLossWeights(options.ArLossWeight, shape: options.ArLossWeightShape);
    }

    /// <summary>The plain mean of the weighted squared errors.</summary>
    public override Tensor Loss(Tensor images, Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Device device = images.device;
        Tensor patches = Patches.FromImages(images, Config.PatchSize);                                         // (N, L, P), raster order
        long batch = patches.shape[0], tokens = patches.shape[1], values = patches.shape[2], copies = draws.Copies;
        Tensor index = draws.Order.unsqueeze(2).expand(-1, -1, values);
        Tensor clean = patches.gather(1, index);                                                               // (N, L, P), generation order
        Tensor eachCopy = clean.unsqueeze(1).expand(-1, copies, -1, -1).reshape(batch, copies * tokens, values);
        Tensor noise = draws.Noise.view(batch, copies, tokens, values)
            .gather(2, index.unsqueeze(1).expand(-1, copies, -1, -1)).view(batch, copies * tokens, values);
        Tensor noised = GaussianDiffusion.AddNoise(Schedule, eachCopy.view(-1, values), noise.view(-1, values), draws.TokenTimesteps()).view_as(noise);
        Tensor timesteps = TrainingTimesteps(draws, device).view(batch, draws.TimestepsPerImage);

        var input = new CausalFusionInput(clean, noised, timesteps, GivenLabels(labels, draws), draws.Order, draws.Split, draws.Copies);
        Tensor predicted = _network.call(input).to(ScalarType.Float32);
        Tensor target = _network.Config.Target == PredictionTarget.Clean ? eachCopy : noise;
        Tensor weights = tensor(_weights.ForTokens(draws.Split), [1, 1, tokens, 1], device: device);
        return ((predicted - target).square().view(batch, copies, tokens, values) * weights).mean().MoveToOuterDisposeScope();
    }

    private static CausalFusionModel Computing(CausalFusionModel model, TrainingOptions options)
    {
        CausalFusionModel computing = options.Precision == ComputePrecision.Full ? model : CausalFusionModel.ToBeFilled(model.Config, model.Device);
        computing.GradientCheckpointing = options.GradientCheckpointing;
        return computing;
    }
}
