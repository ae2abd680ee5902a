using System.Globalization;
using CausalFusion.Attention;
using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Randomness;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Gpu;

/// <summary>The same work on a device and, in float32, on the CPU: attention, loss and gradients, training steps, sampling.</summary>
internal sealed class CorrectnessChecks(MachineUse use)
{
    private const int Images = 6;

    private int _failed;

    /// <summary>Runs all and prints a line for each.</summary>
    /// <returns>How many failed.</returns>
    public int Run()
    {
        foreach ((ScalarType type, double ofAttention, double ofNetworks) in new[]
        {
            (use.FullPrecision, 2e-5, 1e-4), (ScalarType.BFloat16, 0.04, 0.05),
        })
        {
            string precision = type.ToString();
            Attention(precision, type, ofAttention);
            Losses(precision, type, ofNetworks);
            Sampling(precision, type, ofNetworks);
        }
        TrainingSteps("Float32", ComputePrecision.Full, 1e-3);
        TrainingSteps("BFloat16", ComputePrecision.BFloat16, 0.05);
        return _failed;
    }

    private static IEnumerable<(string Name, AttentionLayout Layout)> Layouts()
    {
        foreach (int copies in new[] { 1, 3 })
        {
            foreach (int condition in new[] { 0, 3 })
            {
                foreach (ArSplit split in Splits(40))
                {
                    yield return ($"{condition} condition tokens, {copies} copies of {split}",
                        AttentionLayout.GeneralizedCausal(condition, split, copies == 1 ? 1 : 0, copies));
                }
            }
        }
        yield return ("cached context", AttentionLayout.Full(20, 77));
    }

    private void Attention(string precision, ScalarType type, double tolerance)
    {
        (string, AttentionCosts?)[] ways =
        [
            ("as chosen", null), ("never masked", AttentionCosts.NeverMasked), ("causal", new AttentionCosts(1e12, double.PositiveInfinity, 0)),
            ("always masked", AttentionCosts.AlwaysMasked),
        ];
        foreach ((string way, AttentionCosts? costs) in ways)
        {
            double worst = 0;
            foreach ((_, AttentionLayout layout) in Layouts())
            {
                using var scope = NewDisposeScope();
                Tensor[] given =
                [
                    .. new[] { layout.Queries, layout.Keys, layout.Keys, layout.Queries }
                        .Select((tokens, i) => FilledModel.Normal((ulong)i, 2, 4, tokens, 16).to(type).to(ScalarType.Float32)),
                ];
                Tensor[] expected = Run(given, (q, k, v) => nn.functional.scaled_dot_product_attention(q, k, v, layout.ToAdditiveMask(CPU)));
                var context = new AttentionContext(layout, costs: costs);
                Tensor[] found = Run([.. given.Select(x => x.to(type, use.Device))], (q, k, v) =>
                    ComposedAttention.Apply(q, k, v, context).view(2, layout.Queries, 4, 16).transpose(1, 2));
                worst = Math.Max(worst, expected.Zip(found, Difference).Max());
            }
            Report($"attention, outputs and gradients, {way}, {precision}", worst, tolerance);
        }

        static Tensor[] Run(Tensor[] given, Func<Tensor, Tensor, Tensor, Tensor> attend)
        {
            Tensor[] inputs = [.. given.Take(3).Select(x => x.detach().clone().requires_grad_())];
            Tensor output = attend(inputs[0], inputs[1], inputs[2]);
            (output * given[3]).sum().backward();
            return [output.detach(), .. inputs.Select(x => x.grad!)];
        }
    }

    private void Losses(string precision, ScalarType type, double tolerance)
    {
        foreach ((int copies, TimestepConditioning conditioning) in new[]
        {
            (1, TimestepConditioning.Added), (3, TimestepConditioning.Added), (2, TimestepConditioning.Token),
        })
        {
            using var scope = NewDisposeScope();
            CausalFusionConfig config = FilledModel.Small with { TimestepConditioning = conditioning };
            var options = new TrainingOptions { BatchSize = Images * copies, NoisedCopies = copies, Split = ArSplitPolicy.Equal(4) };
            (Tensor Loss, Tensor[] Gradients) Gradients(Device device, ScalarType wanted)
            {
                CausalFusionModel model = FilledModel.Make(config, device, wanted);
                using var training = new TrainingSession(model, options);
                Tensor loss = training.Loss(Pictures().to(device), Conditions(), training.Draw(3));
                loss.backward();
                Tensor[] gradients =
                [
                    .. model.parameters().Where(parameter => parameter.requires_grad)
                        .Select(parameter => parameter.grad!.to(ScalarType.Float32, CPU).reshape(-1)),
                ];
                return (loss.detach(), gradients);
            }

            (Tensor loss, Tensor[] gradients) = Gradients(CPU, ScalarType.Float32);
            (Tensor foundLoss, Tensor[] foundGradients) = Gradients(use.Device, type);
            string what = string.Create(CultureInfo.InvariantCulture, $"{copies} copies, timestep {conditioning}, {precision}");
            Report($"loss, {what}", Difference(loss, foundLoss), tolerance);
            Report($"gradients, {what}", Difference(cat(gradients), cat(foundGradients)), tolerance);
        }
    }

    private void Sampling(string precision, ScalarType type, double tolerance)
    {
        GenerationRequest[] requests = [.. Enumerable.Range(0, Images).Select(i => new GenerationRequest(Condition.OfClass(i), (ulong)i))];
        foreach (int arSteps in new[] { 1, 4 })
        {
            using var scope = NewDisposeScope();
            var options = new GenerationOptions
            {
                ArSteps = arSteps,
                DiffusionSteps = 4,
                GuidanceScale = 1.5,
                GuidanceInterval = GuidanceInterval.Timesteps(250, 749),
                BatchSize = 4,
            };
            Tensor Generate(Device device, ScalarType wanted)
            {
                using CausalFusionModel model = FilledModel.Make(FilledModel.Small, device, wanted);
                return new ImageGenerator(model).Generate(requests, options);
            }

            Report(
                string.Create(CultureInfo.InvariantCulture, $"sampling, {arSteps} AR steps, guided in an interval, {precision}"),
                Difference(Generate(CPU, ScalarType.Float32), Generate(use.Device, type)), tolerance);
        }
    }

    private void TrainingSteps(string name, ComputePrecision precision, double tolerance)
    {
        using var scope = NewDisposeScope();
        double[] Train(Device device, ComputePrecision wanted)
        {
            CausalFusionModel model = FilledModel.Make(FilledModel.Small, device, ScalarType.Float32);
            var options = new TrainingOptions
            {
                BatchSize = Images,
                Precision = wanted,
                LearningRate = 1e-3,
                WarmupSteps = 1,
                Split = ArSplitPolicy.Random(0.9),
            };
            using var training = new TrainingSession(model, options);
            Tensor pictures = Pictures().to(device);
            return [.. Enumerable.Range(0, 8).Select(step => training.Step(step, pictures, Conditions()).Loss)];
        }

        double[] expected = Train(CPU, ComputePrecision.Full), found = Train(use.Device, precision);
        Report($"losses of 8 training steps, {name}", expected.Zip(found, (a, b) => Math.Abs(a - b) / a).Max(), tolerance);
    }

    private void Report(string what, double difference, double tolerance)
    {
        bool holds = difference <= tolerance; // a value that is no number does not
        _failed += holds ? 0 : 1;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{(holds ? "ok    " : "FAILED")}  {what}: differs by {difference:g3} of the largest value, {tolerance:g3} allowed"));
    }

    private static Tensor Pictures() => FilledModel.Normal(77, Images, 3, 8, 8).clamp(-1, 1);

    private static Condition[] Conditions() => [.. Enumerable.Range(0, Images).Select(i => Condition.OfClass(i))];

    private static double Difference(Tensor expected, Tensor found)
    {
        using var scope = NewDisposeScope();
        Tensor wanted = expected.to(ScalarType.Float64, CPU);
        return ((wanted - found.to(ScalarType.Float64, CPU)).abs().max() / wanted.abs().max()).item<double>();
    }

    /// <summary>Splits that take every kind of call.</summary>
    private static ArSplit[] Splits(int tokens)
    {
        var random = new RandomStream(9);
        return
        [
            ArSplit.OneStep(tokens), ArSplit.Equal(tokens, 4), ArSplit.Equal(tokens, tokens),
            .. Enumerable.Range(0, 3).Select(_ => new ArSplitSampler(tokens, 0.95).Sample(random)),
        ];
    }
}
