using System.Diagnostics;
using CausalFusion.Attention;
using CausalFusion.Benchmarks.Rows;
using CausalFusion.Benchmarks.Workloads;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Kernels;
using CausalFusion.Threading;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Profile;

/// <summary>
/// The time of a training step and of a diffusion step by part. Each part runs alone, at the shapes that it has in the step and as often; what the
/// parts leave of the whole step is its rest: all that is no part here, and what running alone is faster or slower by.
/// </summary>
/// <param name="repeats">Measurements of each part, whose median counts.</param>
internal sealed class StepProfile(int repeats)
{
    private const int SamplingBatch = 16, ArSteps = 4, DiffusionSteps = 25;

    private static readonly CausalFusionConfig _config = BenchmarkNetworks.Standard;

    /// <summary>Prints both tables, and writes them as <c>profile.json</c>.</summary>
    /// <param name="repeats">Measurements of each part.</param>
    /// <param name="folder">Where the file goes.</param>
    public static void Run(int repeats, string folder)
    {
        var profile = new StepProfile(repeats);
        IReadOnlyList<StepPart> training = profile.TrainingStep();
        Print($"A training step: batch {BenchmarkNetworks.BatchSize}, {ArSteps} equal AR steps, forward and backward", training);
        IReadOnlyList<StepPart> sampling = profile.DiffusionStep();
        Print($"A diffusion step: batch {SamplingBatch} with guidance, 1 AR step, DDPM", sampling);
        ResultTable.Write(Path.Combine(folder, "profile.json"), new { training, sampling });
    }

    /// <summary>The parts of a training step; the last is the rest.</summary>
    public IReadOnlyList<StepPart> TrainingStep()
    {
        ArSplit split = ArSplit.Equal(_config.Tokens, ArSteps);
        var options = new TrainingOptions { BatchSize = BenchmarkNetworks.BatchSize, Split = split! };
        double whole;
        using (var workload = new TrainingWorkload(_config, options, [split]))
        {
            whole = Time(() => workload.Run(1));
        }
        int batch = BenchmarkNetworks.BatchSize, clean = split.Offsets[ArSteps - 1];
        AttentionLayout layout = AttentionLayout.GeneralizedCausal(_config.ConditionTokens, split);
        var parts = Blocks(batch, layout.Queries, clean + _config.Tokens, new AttentionContext(layout), backward: true);
        using var model = new CausalFusionModel(_config, seed: 1);
        using var session = new TrainingSession(model, options);
        using var scope = NewDisposeScope();
        Tensor[] gradients = [.. model.parameters().Where(parameter => parameter.requires_grad).Select(parameter => randn_like(parameter))];
        parts.Add(new StepPart("clipping, AdamW, moving average", Time(() =>
        {
            TensorLists.ClipNorm(gradients, 1);
            session.Optimizer.Step(gradients, 1, 1e-4);
            session.Average.Update(1);
        }), 0));
        parts.Add(new StepPart("noise, orders, timesteps", Time(() => session.Draw(0)), 0));
        return WithRest(parts, whole);
    }

    /// <summary>The parts of a diffusion step; the last is the rest.</summary>
    public IReadOnlyList<StepPart> DiffusionStep()
    {
        var options = new GenerationOptions
        {
            DiffusionSteps = DiffusionSteps,
            GuidanceScale = RowTable.GuidanceScale,
            BatchSize = SamplingBatch,
        };
        double whole;
        using (var workload = new SamplingWorkload(_config, SamplingBatch))
        {
            whole = Time(() => workload.Run(options)) / DiffusionSteps;
        }
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        int sequences = 2 * SamplingBatch, keys = _config.ConditionTokens + _config.Tokens;
        using var cache = new KeyValueCache(1, _config.Heads, _config.HeadDimension, sequences, keys, CPU);
        cache.Commit(_config.ConditionTokens);
        var context = new AttentionContext(AttentionLayout.Full(_config.Tokens, keys), cache);
        var parts = Blocks(sequences, _config.Tokens, _config.Tokens, context, backward: false);

        NoiseSchedule schedule = NoiseSchedule.Default.Respace(DiffusionSteps);
        using DiffusionSampler sampler = SamplerMethod.Ddpm.Begin(schedule);
        Tensor current = randn([SamplingBatch, _config.Tokens, _config.PatchDimension]), noise = randn_like(current);
        Tensor conditional = randn_like(current), unconditional = randn_like(current);
        parts.Add(new StepPart("guidance, sampler", Time(() =>
        {
            Tensor predicted = ClassifierFreeGuidance.Combine(cat([conditional, unconditional], 0), RowTable.GuidanceScale);
            sampler.Step(current, new DiffusionPrediction(predicted, PredictionTarget.Noise), DiffusionSteps - 1, noise);
        }), 0));
        GenerationRequest[] requests = [.. Enumerable.Range(0, SamplingBatch).Select(i => new GenerationRequest(i % _config.Classes, (ulong)i))];
        SeededNoise source =
            new SeededNoise(requests, ArSplit.OneStep(_config.Tokens), TokenOrder.Random, EditMask.All(_config.Grid), _config, CPU);
        parts.Add(new StepPart("noise", Time(() => source.Step(0, DiffusionSteps - 1)), 0));
        return WithRest(parts, whole);
    }

    /// <summary>The parts of the network.</summary>
    /// <param name="batch">Sequences N.</param>
    /// <param name="tokens">Tokens T of each that go through the blocks.</param>
    /// <param name="patches">Tokens of each that are embedded from patches; the last L of them are predicted for.</param>
    /// <param name="context">Who sees whom.</param>
    /// <param name="backward">Whether the gradients are part of it.</param>
    private List<StepPart> Blocks(int batch, int tokens, int patches, AttentionContext context, bool backward)
    {
        int width = _config.Width, layers = _config.Layers, values = _config.PatchDimension;
        double seen = 0;
        foreach (AttentionRun run in context.Layout.Runs)
        {
            seen += (double)run.Queries * run.VisibleKeys;
        }
        int rows = batch * tokens, hidden = _config.MlpWidth;
        Tensor[] norms = [ones(_config.HeadDimension), zeros(_config.HeadDimension), ones(_config.HeadDimension), zeros(_config.HeadDimension)];
        var norm = new RowNorm(ones(width), zeros(width), 1e-5f);
        Tensor bias = zeros(hidden), stream = randn(rows, width), branch = randn(rows, width), statistics = zeros(rows, 2);
        Tensor normalized = empty(rows, width), qkv = randn(rows, 3 * width), qkvGradient = empty(rows, 3 * width), x = zeros(rows, hidden);
        Tensor activated = empty(rows, hidden), hiddenGradient = ones(rows, hidden);
        Tensor hiddenParts = empty(KernelThreads.RowBlocks(rows), hidden);
        Tensor rowParts = empty(KernelThreads.RowBlocks(rows), 3 * width);
        var shape = new AttentionShape(batch, _config.Heads, _config.HeadDimension, context.Layout, 1e-5f);
        return
        [
            Product("products: qkv", rows, width, 3 * width, layers),
            Product("products: output of attention", rows, width, width, layers),
            Product("products: MLP, first", rows, width, hidden, layers),
            Product("products: MLP, second", rows, hidden, width, layers),
            Product("products: patches", batch * patches, values, width, 1),
            Product("products: head", batch * _config.Tokens, width, values, 1),
            Part(
                "attention with QK-norm", layers, 4 * batch * seen * width,
                () => FusedAttention.Forward(qkv, norms, normalized, shape, context.Cache, 0, keeps: false, firstSequence: 0),
                () => FusedAttention.Backward(qkv, norms, branch, qkvGradient, shape)),
            Part(
                "LayerNorm, residual sums, biases", (2 * layers) + 1, 0,
                () => ResidualNorm.Forward<Float32Element>(stream, branch, norm.Bias, stream, norm, normalized, statistics),
                () =>
                {
                    ResidualNorm.Again<Float32Element>(stream, statistics, norm, normalized);
                    ResidualNorm.Backward<Float32Element>(branch, stream, statistics, norm, stream, null, rowParts);
                }),
            Part(
                "GELU and its bias", layers, 0,
                () => FusedGelu.Forward<Float32Element>(x, bias, activated),
                () => FusedGelu.Backward<Float32Element>(x, bias, hiddenGradient, activated, hiddenParts)),
        ];

        StepPart Product(string name, int count, int inputs, int outputs, int times)
        {
            using var scope = NewDisposeScope();
            Tensor input = randn(count, inputs), weight = randn(outputs, inputs), output = empty(count, outputs), given = randn(count, outputs);
            Tensor gradient = empty(count, inputs);
            bool isOurs = times > 1 && (backward ? ProductPath.IsFarAhead : ProductPath.Packs); // those of blocks
            using PackedMatrix forward = PackedMatrix.OfTransposed(weight), back = PackedMatrix.Of(weight);
            return Part(
                name, times, 2.0 * count * inputs * outputs,
                () => _ = isOurs
                    ? PackedProduct.Multiply(input, forward, output)
                    : MatrixProduct.Forward(input, weight, output, ProductOrder.Any),
                () =>
                {
                    _ = isOurs ? PackedProduct.Multiply(given, back, gradient) : MatrixProduct.InputGradient(given, weight, gradient);
                    _ = isOurs ? PackedGradient.Multiply(given, input) : MatrixProduct.WeightGradient(given, input);
                });
        }

        StepPart Part(string name, int times, double operations, Action forward, Action back)
        {
            double seconds = Time(() =>
            {
                forward();
                if (backward)
                {
                    back();
                }
            });
            return new StepPart(name, times * seconds, times * operations * (backward ? 3 : 1));
        }
    }

    private double Time(Action work)
    {
        double[] seconds = new double[repeats];
        for (int i = -1; i < repeats; i++)
        {
            using var scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            work();
            if (i >= 0)
            {
                seconds[i] = Stopwatch.GetElapsedTime(start).TotalSeconds; // the first warms up
            }
        }
        return Statistics.Median(seconds);
    }

    private static List<StepPart> WithRest(List<StepPart> parts, double whole) =>
        [.. parts, new StepPart("rest: the step less the parts", whole - parts.Sum(part => part.Seconds), 0)];

    private static void Print(string title, IReadOnlyList<StepPart> parts)
    {
        double whole = parts.Sum(part => part.Seconds), operations = parts.Sum(part => part.Operations);
        Console.WriteLine();
        Console.WriteLine($"{title}: {whole * 1000:f1} ms, {operations / whole / 1e9:f0} GFLOP/s");
        Console.WriteLine($"{"",-34}{"ms",10}{"share",10}{"GFLOP/s",10}");
        foreach (StepPart part in parts)
        {
            Console.WriteLine(
                $"{part.Name,-34}{part.Seconds * 1000,10:f1}{part.Seconds / whole,10:p1}"
                + $"{(part.Operations > 0 ? (part.Operations / part.Seconds / 1e9).ToString("f0") : ""),10}");
        }
    }
}
