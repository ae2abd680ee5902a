using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>One optimizer step: noise the images, predict the noise or the clean patches, weigh the errors, update the weights and their moving average (FACTS.md §4).</summary>
internal sealed class TrainingStep : IDisposable
{
    private readonly CausalFusionModel _model;
    private readonly TrainingOptions _options;
    private readonly NoiseSchedule _schedule;
    private readonly ArLossWeights _weights;
    private readonly Parameter[] _trained;

    public TrainingStep(CausalFusionModel model, TrainingOptions options, NoiseSchedule schedule)
    {
        _model = model;
        _options = options;
        _schedule = schedule;
        _weights = new ArLossWeights(options.ArLossWeight);
        (string Name, Parameter Parameter)[] trained = [.. model.named_parameters().Where(p => p.parameter.requires_grad)];
        _trained = [.. trained.Select(p => p.Parameter)];
        TrainedNames = [.. trained.Select(p => p.Name)];
        Optimizer = optim.AdamW(_trained, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
        Average = new ExponentialMovingAverage(model, options.EmaDecay);
    }

    /// <summary>The names of the parameters that the optimizer holds, in its order.</summary>
    public IReadOnlyList<string> TrainedNames { get; }

    public AdamW Optimizer { get; }

    public ExponentialMovingAverage Average { get; }

    /// <summary>The learning rate of a step: a straight rise over the warm-up, constant after it.</summary>
    public double LearningRateAt(int step) => step < _options.WarmupSteps ? _options.LearningRate * (step + 1) / _options.WarmupSteps : _options.LearningRate;

    /// <summary>The loss of a batch: the plain mean of the weighted squared errors.</summary>
    /// <param name="images">Images in [−1, 1], (N, C, H, W).</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="draws">What was drawn for the step.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public Tensor Loss(Tensor images, Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Tensor patches = Patches.FromImages(images, _model.Config.PatchSize);                                  // (N, L, P)
        Tensor noised = GaussianDiffusion.AddNoise(_schedule, patches, draws.Noise, draws.Timesteps);
        Tensor index = draws.Order.unsqueeze(2).expand(-1, -1, patches.shape[2]);
        Tensor clean = patches.gather(1, index);
        Tensor target = _model.Config.Target == PredictionTarget.Clean ? clean : draws.Noise.gather(1, index);
        Tensor given = where(tensor(draws.Dropped, device: labels.device), full_like(labels, _model.Config.NullClass), labels);
        Tensor timesteps = tensor(draws.Timesteps.Select(t => (long)_schedule.TimestepMap[t]).ToArray(), device: images.device);

        Tensor predicted = _model.call(new CausalFusionInput(clean, noised.gather(1, index), timesteps, given, draws.Order, draws.Split));
        Tensor weights = tensor(_weights.ForTokens(draws.Split), [1, draws.Split.Tokens, 1], device: images.device);
        return ((predicted - target).square() * weights).mean().MoveToOuterDisposeScope();
    }

    /// <summary>Runs one step.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="images">Images in [−1, 1], (N, C, H, W).</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="draws">What was drawn for the step.</param>
    /// <returns>The loss and the norm of the gradient before clipping.</returns>
    /// <exception cref="TrainingDivergedException">One of them is not finite; the weights are as before.</exception>
    public (double Loss, double GradientNorm) Run(int step, Tensor images, Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Optimizer.zero_grad();
        Tensor loss = Loss(images, labels, draws);
        double value = loss.item<float>();
        if (!double.IsFinite(value))
        {
            throw new TrainingDivergedException($"The loss of step {step + 1} is {value}; training stopped. A lower learning rate or a longer warm-up may help.");
        }
        loss.backward();
        double norm = nn.utils.clip_grad_norm_(_trained, _options.GradientClip);
        if (!double.IsFinite(norm))
        {
            throw new TrainingDivergedException($"The gradient of step {step + 1} has the norm {norm}; training stopped. A lower learning rate or a longer warm-up may help.");
        }
        foreach (optim.ILearningRateController group in Optimizer.ParamGroups)
        {
            group.LearningRate = LearningRateAt(step);
        }
        Optimizer.step();
        Average.Update(step + 1);
        return (value, norm);
    }

    public void Dispose()
    {
        Optimizer.zero_grad();
        Optimizer.Dispose();
        Average.Dispose();
    }
}
