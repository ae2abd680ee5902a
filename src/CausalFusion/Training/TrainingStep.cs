using CausalFusion.Diffusion;
using CausalFusion.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>One optimizer step of any network: the loss of its kind, the gradients, the update of the weights and of their moving average.</summary>
internal abstract class TrainingStep : IDisposable
{
    private readonly Parameter[] _trained;
    private readonly HalfPrecisionCopy? _half;

    /// <param name="network">The network, whose float32 weights are trained.</param>
    /// <param name="computing">What computes the loss: the network, or another of its shape, which becomes its bfloat16 copy and this object's own.</param>
    /// <param name="config">The network's configuration.</param>
    /// <param name="kind">What the network is (<see cref="Checkpoints.ModelKind"/>).</param>
    /// <param name="options">How to train.</param>
    /// <param name="schedule">The noise schedule.</param>
    protected TrainingStep(nn.Module network, nn.Module computing, IDenoiserConfig config, string kind, TrainingOptions options, NoiseSchedule schedule)
    {
        Network = network;
        Config = config;
        Kind = kind;
        Options = options;
        Schedule = schedule;
        (string Name, Parameter Parameter)[] trained = [.. network.named_parameters().Where(p => p.parameter.requires_grad)];
        _trained = [.. trained.Select(p => p.Parameter)];
        TrainedNames = [.. trained.Select(p => p.Name)];
        Optimizer = optim.AdamW(_trained, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);
        Average = new ExponentialMovingAverage(network, options.EmaDecay, options.EmaDevice);
        _half = ReferenceEquals(computing, network) ? null : new HalfPrecisionCopy(network, computing);
    }

    /// <summary>The network that is trained.</summary>
    public nn.Module Network { get; }

    /// <summary>Its configuration.</summary>
    public IDenoiserConfig Config { get; }

    /// <summary>What it is.</summary>
    public string Kind { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The noise schedule.</summary>
    public NoiseSchedule Schedule { get; }

    /// <summary>Where the network is.</summary>
    public Device Device => _trained[0].device;

    /// <summary>The names of the parameters that the optimizer holds, in its order.</summary>
    public IReadOnlyList<string> TrainedNames { get; }

    public AdamW Optimizer { get; }

    public ExponentialMovingAverage Average { get; }

    /// <summary>The learning rate of a step: a straight rise over the warm-up, constant after it.</summary>
    public double LearningRateAt(int step) => step < Options.WarmupSteps ? Options.LearningRate * (step + 1) / Options.WarmupSteps : Options.LearningRate;

    /// <summary>Draws what is random in a step. The tensors are in the caller's dispose scope.</summary>
    public TrainingDraws Draw(int step) => TrainingDraws.ForStep(step, Config, Options, Schedule.Timesteps, Device);

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">Images in [−1, 1], (N, C, H, W).</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="draws">What was drawn for them.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public abstract Tensor Loss(Tensor images, Tensor labels, TrainingDraws draws);

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
        double norm = nn.utils.clip_grad_norm_(_trained, Math.Min(Options.GradientClip, float.MaxValue)); // the gradients are float32
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
        int passes = Options.AccumulationSteps, size = draws.Images / passes;
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

    /// <summary>The labels that the network is given: the null class where they are dropped.</summary>
    protected Tensor GivenLabels(Tensor labels, TrainingDraws draws)
    {
        using var scope = NewDisposeScope();
        return where(tensor(draws.Dropped, device: labels.device), full_like(labels, Config.NullClass), labels).MoveToOuterDisposeScope();
    }

    /// <summary>The timesteps that the network is told, one after the other.</summary>
    protected Tensor TrainingTimesteps(TrainingDraws draws, Device device) => tensor(draws.Timesteps.Select(t => (long)Schedule.TimestepMap[t]).ToArray(), device: device);

    public void Dispose()
    {
        Network.zero_grad(); // frees the gradients, which the optimizer's own would only clear
        Optimizer.Dispose();
        _half?.Dispose();
        Average.Dispose();
    }
}
