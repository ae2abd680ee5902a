using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using CausalFusion.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

/// <summary>Loss, gradients, AdamW and the moving average against our PyTorch reference.</summary>
public sealed class GoldenTrainingTests
{
    private static readonly CausalFusionConfig _sinusoidal = new()
    {
        ImageSize = 8,
        Channels = 1,
        PatchSize = 2,
        Width = 32,
        Layers = 2,
        Heads = 2,
        Classes = 5,
        ClassTokens = 2,
    };

    public static TheoryData<string, string> Cases => new() { { "train", "model" }, { "train_sinusoidal", "model_sinusoidal" } };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prediction_loss_and_every_gradient_are_the_references(string file, string weights)
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours(file), weightFile = GoldenFile.Ours(weights);
        using CausalFusionModel model = weightFile.Model(weights == "model" ? Tiny.Config : _sinusoidal);
        TrainingDraws draws = Draws(golden, "");
        using var training = new TrainingSession(model, new TrainingOptions());
        Tensor loss = training.Loss(golden["x"], ClassConditions.Of(golden["y"]), draws);
        loss.backward();

        Approximately.Equal(golden["loss"], loss, 1e-5, "loss");
        golden.AssertGradients(model);
        Approximately.Equal(golden["ar_weights"], tensor(new ArLossWeights().ForTokens(draws.Split)), 1e-6, "weights");

        using var noGrad = no_grad();
        Tensor clean = golden["clean_tokens"];
        Tensor noised = GaussianDiffusion.AddNoise(NoiseSchedule.Default, golden["x"], golden["noise"], draws.Timesteps);
        Approximately.Equal(golden["xn"], noised, 1e-5, "noised image");
        Tensor index = draws.Order.unsqueeze(2).expand(-1, -1, clean.shape[2]);
        Tensor prediction = model.Forward(new CausalFusionInput(
            clean, Patches.FromImages(noised, 2).gather(1, index), golden["t"], golden["y_input"], draws.Order, draws.Split)).Noised;
        Approximately.Equal(golden["prediction"], prediction, 1e-5, "prediction");
    }

    [Fact]
    public void Four_optimizer_steps_with_their_moving_average_are_the_references()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("optimizer");
        CausalFusionConfig config = Tiny.Config with { Width = 24, Layers = 2, Heads = 2, ClassTokens = 2 };
        using CausalFusionModel model = golden.Model(config, "initial.");
        double Setting(string name) => double.Parse(golden.Metadata[name], System.Globalization.CultureInfo.InvariantCulture);
        var options = new TrainingOptions
        {
            LearningRate = Setting("learning_rate"),
            WarmupSteps = (int)Setting("warmup_steps"),
            EmaDecay = Setting("ema_decay"),
            GradientClip = Setting("clip"),
            Epsilon = Setting("epsilon"),
            WeightDecay = Setting("weight_decay"),
        };
        using var training = new TrainingSession(model, options);
        for (int step = 0; step < 4; step++)
        {
            string prefix = $"step{step + 1}.";
            Assert.Equal(golden.Number(prefix + "learning_rate"), training.LearningRateAt(step), 1e-9);
            Assert.Equal(golden.Number(prefix + "ema_decay"), training.Average.DecayAt(step + 1), 1e-6);
            (double loss, _, double norm) =
                training.Step(step, golden[prefix + "x"], ClassConditions.Of(golden[prefix + "y"]), Draws(golden, prefix));
            Assert.Equal(golden.Number(prefix + "loss"), loss, 1e-5 * loss);
            Assert.Equal(golden.Number(prefix + "grad_norm"), norm, 1e-5 * norm);
            var averages = training.Average.Averages.ToDictionary(a => a.Name, a => a.Average);
            foreach ((string name, Parameter parameter) in model.named_parameters())
            {
                // AdamW with so small an ε turns the rounding noise of this gradient, which is zero, into whole steps; nothing depends on it.
                if (!name.EndsWith("k_norm.bias", StringComparison.Ordinal))
                {
                    Approximately.Equal(golden[prefix + "param." + name], parameter, 1e-5, $"{name} after step {step + 1}");
                    Approximately.Equal(golden[prefix + "ema." + name], averages[name], 1e-5, $"average of {name} after step {step + 1}");
                }
            }
        }
    }

    private static TrainingDraws Draws(GoldenFile golden, string prefix) => new(
        ArSplit.FromSizes(golden.Integers(prefix + "split_sizes")),
        golden[prefix + "ids_shuffle"],
        golden.Integers(prefix + "t"),
        Patches.FromImages(golden[prefix + "noise"], 2),
        golden.Booleans(prefix + "drop"));
}
