using CausalFusion.Conditions;
using CausalFusion.Data;
using CausalFusion.Factorization;
using CausalFusion.Kernels;
using CausalFusion.Models;
using CausalFusion.Native;
using CausalFusion.Randomness;
using TorchSharp.Modules;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Training;

/// <summary>What lives for a whole training: the network, its optimizer, the moving average of its weights, and how a step goes.</summary>
internal sealed class TrainingSession : IDisposable
{
    private const ulong SplitPurpose = 0x73706C69, SamplePurpose = 0x73616D70; // "spli", "samp"

    private readonly ITrainingGroup _group;
    private readonly ArLossWeights _lossWeights;
    private readonly Parameter[] _trained;
    private readonly ImageModel _computing;
    private readonly HalfPrecisionCopy? _half;

    /// <param name="network">The network, whose float32 weights are trained.</param>
    /// <param name="options">How to train; options that the network can follow.</param>
    /// <param name="group">The processes that train together; this one alone where null.</param>
    public TrainingSession(ImageModel network, TrainingOptions options, ITrainingGroup? group = null)
    {
        _group = group ?? SingleProcess.Instance;
        Network = network;
        Options = options.For(network.Config);
        _lossWeights = new ArLossWeights(Options.ArLossWeight, shape: Options.ArLossWeightShape);
        (string Name, Parameter Parameter)[] trained = [.. network.named_parameters().Where(p => p.parameter.requires_grad)];
        _trained = [.. trained.Select(p => p.Parameter)];
        TrainedNames = [.. trained.Select(p => p.Name)];
        Optimizer = new AdamWOptimizer(_trained, options);
        Average = new ExponentialMovingAverage(network, options.EmaDecay, options.EmaDevice);
        network.GradientCheckpointing = options.GradientCheckpointing;
        _half = options.Precision == ComputePrecision.BFloat16 ? new HalfPrecisionCopy(network) : null;
        _computing = _half?.Network ?? network;
    }

    /// <summary>The network that is trained.</summary>
    public ImageModel Network { get; }

    /// <summary>How it is trained.</summary>
    public TrainingOptions Options { get; }

    /// <summary>The names of the parameters that the optimizer holds, in its order.</summary>
    public IReadOnlyList<string> TrainedNames { get; }

    /// <summary>AdamW over the parameters that are trained.</summary>
    public AdamWOptimizer Optimizer { get; }

    /// <summary>The moving average of the weights.</summary>
    public ExponentialMovingAverage Average { get; }

    /// <summary>Where the network is.</summary>
    public Device Device => Network.Device;

    /// <summary>This process's images of a step.</summary>
    private int Images => Options.ImagesPerStep / _group.Size;

    /// <summary>The learning rate of a step: a straight rise over the warm-up, constant after it.</summary>
    public double LearningRateAt(int step) =>
        step < Options.WarmupSteps ? Options.LearningRate * (step + 1) / Options.WarmupSteps : Options.LearningRate;

    /// <summary>Loads this process's part of the batches.</summary>
    /// <param name="dataset">The images or latents.</param>
    /// <param name="firstStep">The step to begin with.</param>
    /// <returns>A loader; the caller disposes it.</returns>
    public ImageBatchLoader Load(ITrainingDataset dataset, int firstStep)
    {
        var sampler = new BatchSampler(dataset.Count, Options.ImagesPerStep, Options.Seed) { FirstPlace = _group.Rank * Images, Places = Images };
        return new ImageBatchLoader(dataset, sampler, firstStep, Options.HorizontalFlip == true, Device, Options.BatchesAhead);
    }

    /// <summary>Gives all processes the state that process 0 has.</summary>
    /// <param name="stepsDone">The steps that are done.</param>
    /// <returns>The steps that process 0 has done.</returns>
    public int Share(int stepsDone)
    {
        if (_group.Size == 1)
        {
            return stepsDone;
        }
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor steps = tensor(stepsDone, ScalarType.Int64);
        _group.Broadcast([steps, .. State().Select(state => state.Tensor)]);
        return (int)steps.item<long>();
    }

    /// <summary>All that a training is at a step, by name; the tensors are those that are in use.</summary>
    public IEnumerable<(string Name, Tensor Tensor)> State()
    {
        foreach ((string name, Parameter parameter) in Network.named_parameters())
        {
            yield return ("model." + name, parameter);
        }
        foreach ((string name, Tensor average) in Average.Averages)
        {
            yield return ("ema." + name, average);
        }
        for (int i = 0; i < TrainedNames.Count; i++)
        {
            yield return ("exp_avg." + TrainedNames[i], Optimizer.Averages[i]);
            yield return ("exp_avg_sq." + TrainedNames[i], Optimizer.Squares[i]);
        }
    }

    /// <summary>
    /// Draws what is random in a step for this process's images: a function of the seed, the step and an image's place in the batch.
    /// </summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <returns>Draws, whose tensors are in the caller's dispose scope.</returns>
    public TrainingDraws Draw(int step)
    {
        ImageModelConfig config = Network.Config;
        int images = Images, first = _group.Rank * images, copies = Options.NoisedCopies, tokens = config.Tokens,
            values = copies * tokens * config.PatchDimension;
        double dropout = config.Text is null ? Options.LabelDropout : Options.ImageFirstShare;
        ArSplit split = Options.Split.Sample(new RandomStream(Options.Seed, SplitPurpose, (ulong)step), tokens);
        int perImage = copies * (Options.TimestepSharing == TimestepSharing.ArStep ? split.Steps : 1), timesteps = Network.Info.Schedule.Timesteps;
        long[] order = new long[images * tokens];
        int[] drawnTimesteps = new int[images * perImage];
        bool[] dropped = new bool[images];
        float[] noise = new float[images * values];
        Parallel.For(0, images, n =>
        {
            var random = new RandomStream(Options.Seed, SamplePurpose, (ulong)step, (ulong)(first + n));
            for (int i = 0; i < perImage; i++)
            {
                drawnTimesteps[(n * perImage) + i] = random.Next(timesteps);
            }
            dropped[n] = random.NextDouble() < dropout;
            Options.Order.Fill(order.AsSpan(n * tokens, tokens), config.Grid, random);
            random.FillNormal(noise.AsSpan(n * values, values));
        });
        return new TrainingDraws(
            split,
            tensor(order, [images, tokens]).SentTo(Device),
            drawnTimesteps,
            tensor(noise, [images, copies * tokens, config.PatchDimension]).SentTo(Device),
            dropped,
            copies);
    }

    /// <summary>Runs one step.</summary>
    /// <param name="step">The number of the step, from 0.</param>
    /// <param name="images">This process's images, (N, C, H, W).</param>
    /// <param name="conditions">What each of them is of.</param>
    /// <param name="draws">What was drawn for the step; drawn here where null.</param>
    /// <returns>The loss of the whole batch, that of its texts, and the norm of the gradient before clipping.</returns>
    /// <exception cref="TrainingDivergedException">One of them is not finite; the weights are as before.</exception>
    public (double Loss, double? TextLoss, double GradientNorm) Step(
        int step, Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws? draws = null)
    {
        using var scope = NewDisposeScope();
        Network.zero_grad();
        (double value, double? text) = Accumulate(step, images, conditions, draws ?? Draw(step));
        Tensor[] gradients = [.. _trained.Select(parameter => parameter.grad ?? zeros_like(parameter))];
        if (_group.Size > 1)
        {
            _group.AllReduceMean(gradients);
        }
        double norm = TensorLists.ClipNorm(gradients, Math.Min(Options.GradientClip, float.MaxValue)); // the gradients are float32
        if (!double.IsFinite(norm))
        {
            throw Diverged("gradient", step, $"has the norm {norm}");
        }
        Optimizer.Step(gradients, step + 1, LearningRateAt(step));
        Average.Update(step + 1);
        return (value, text, norm);
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="images">Images in [−1, 1], or latents, (N, C, H, W).</param>
    /// <param name="conditions">What each of them is of.</param>
    /// <param name="draws">What was drawn for them.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public Tensor Loss(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws) => Losses(images, conditions, draws).Total;

    /// <summary>Frees what the training needed; the network stays.</summary>
    public void Dispose()
    {
        Network.zero_grad();
        Network.EndTraining();
        Optimizer.Dispose();
        _half?.Dispose();
        Average.Dispose();
    }

    private LossParts Losses(Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws)
    {
        // A label is dropped; a text stands behind its image.
        IReadOnlyList<Condition> given = Network.Config.Text is null
            ? [.. conditions.Select((condition, n) => draws.Dropped[n] ? Condition.None : condition)]
            : conditions;
        return _computing.Loss(
            images,
            given,
            draws with
            {
                LossWeights = _lossWeights.ForTokens(draws.Split),
                LossTarget = Options.LossTarget,
                TextLossWeight = Options.TextLossWeight,
            });
    }

    /// <summary>Adds up the gradients of the batch's parts.</summary>
    /// <returns>The loss of the whole batch, over all processes, and of this process's texts.</returns>
    private (double Total, double? Text) Accumulate(int step, Tensor images, IReadOnlyList<Condition> conditions, TrainingDraws draws)
    {
        _half?.Refresh();
        int passes = Options.AccumulationSteps, size = draws.Images / passes;
        int targets = passes == 1 ? 0 : Network.TextTargets(conditions, draws);
        double sum = 0, textSum = 0, texts = 0;
        for (int pass = 0; pass < passes; pass++)
        {
            using var scope = NewDisposeScope();
            int start = pass * size;
            Condition[] part = [.. conditions.Skip(start).Take(size)];
            TrainingDraws drawn = passes == 1
                ? draws
                : draws.Slice(start, size) with { TextTargets = targets == 0 ? null : (double)targets / passes };
            LossParts parts = Losses(images.narrow(0, start, size), part, drawn);
            Tensor loss = passes == 1 ? parts.Total : parts.Total / Kept(passes);
            double value = Reduced(loss);
            if (parts.Text is { } text)
            {
                textSum += parts.TextTokens * text.item<float>();
                texts += parts.TextTokens;
            }
            if (!double.IsFinite(value))
            {
                throw Diverged("loss", step, $"is {value}");
            }
            loss.backward();
            _half?.AddGradientsToSource();
            sum += value;
        }
        return (sum, texts > 0 ? textSum / texts : null);
    }

    /// <summary>The mean of a loss over all processes: where one is not finite, all see it.</summary>
    private double Reduced(Tensor loss)
    {
        if (_group.Size == 1)
        {
            return loss.item<float>();
        }
        Tensor mean = loss.detach().clone();
        _group.AllReduceMean([mean]);
        return mean.item<float>();
    }

    private static TrainingDivergedException Diverged(string what, int step, string how) =>
        new($"The {what} of step {step + 1} {how}; training stopped. A lower learning rate or a longer warm-up may help.");
}
