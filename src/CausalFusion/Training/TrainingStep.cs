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
    private readonly HalfPrecisionCopy? _half;

    public TrainingStep(CausalFusionModel model, TrainingOptions options, NoiseSchedule schedule)
    {
        _model = model;
        _options = options;
        _schedule = schedule;
        _weights = new ArLossWeights(options.ArLossWeight, shape: options.ArLossWeightShape);
        model.GradientCheckpointing = options.GradientCheckpointing;
        (string Name, Parameter Parameter)[] trained = [.. model.named_parameters().Where(p => p.parameter.requires_grad)];
        _trained = [.. trained.Select(p => p.Parameter)];
        TrainedNames = [.. trained.Select(p => p.Name)];
        Optimizer = optim.AdamW(_trained, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
        Average = new ExponentialMovingAverage(model, options.EmaDecay, options.EmaDevice);
        _half = options.Precision == ComputePrecision.BFloat16 ? new HalfPrecisionCopy(model) : null;
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
    /// <param name="draws">What was drawn for them.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public Tensor Loss(Tensor images, Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        Device device = images.device;
        Tensor patches = Patches.FromImages(images, _model.Config.PatchSize);                                  // (N, L, P), raster order
        long batch = patches.shape[0], tokens = patches.shape[1], values = patches.shape[2], copies = draws.Copies;
        Tensor index = draws.Order.unsqueeze(2).expand(-1, -1, values);
        Tensor clean = patches.gather(1, index);                                                               // (N, L, P), generation order
        Tensor eachCopy = clean.unsqueeze(1).expand(-1, copies, -1, -1).reshape(batch, copies * tokens, values);
        Tensor noise = draws.Noise.view(batch, copies, tokens, values)
            .gather(2, index.unsqueeze(1).expand(-1, copies, -1, -1)).view(batch, copies * tokens, values);
        Tensor noised = GaussianDiffusion.AddNoise(_schedule, eachCopy.view(-1, values), noise.view(-1, values), draws.TokenTimesteps()).view_as(noise);
        Tensor given = where(tensor(draws.Dropped, device: device), full_like(labels, _model.Config.NullClass), labels);
        Tensor timesteps = tensor(
            draws.Timesteps.Select(t => (long)_schedule.TimestepMap[t]).ToArray(), [batch, draws.TimestepsPerImage], device: device);

        var input = new CausalFusionInput(clean, noised, timesteps, given, draws.Order, draws.Split, draws.Copies);
        Tensor predicted = (_half?.Model ?? _model).call(input).to(ScalarType.Float32);
        Tensor target = _model.Config.Target == PredictionTarget.Clean ? eachCopy : noise;
        Tensor weights = tensor(_weights.ForTokens(draws.Split), [1, 1, tokens, 1], device: device);
        return ((predicted - target).square().view(batch, copies, tokens, values) * weights).mean().MoveToOuterDisposeScope();
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
        double value = Accumulate(step, images, labels, draws);
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

    /// <summary>Adds up the gradients of the batch's parts.</summary>
    /// <returns>The loss of the whole batch.</returns>
    private double Accumulate(int step, Tensor images, Tensor labels, TrainingDraws draws)
    {
        _half?.Refresh();
        int passes = _options.AccumulationSteps, size = draws.Images / passes;
        double sum = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            using var scope = NewDisposeScope();
            int start = pass * size;
            Tensor loss = passes == 1
                ? Loss(images, labels, draws)
                : Loss(images.narrow(0, start, size), labels.narrow(0, start, size), draws.Slice(start, size)) / passes;
            double value = loss.item<float>();
            if (!double.IsFinite(value))
            {
                throw new TrainingDivergedException($"The loss of step {step + 1} is {value}; training stopped. A lower learning rate or a longer warm-up may help.");
            }
            loss.backward();
            _half?.AddGradientsToSource();
            sum += value;
        }
        return sum;
    }

    public void Dispose()
    {
        Optimizer.zero_grad();
        Optimizer.Dispose();
        _half?.Dispose();
        Average.Dispose();
    }
}
