using CausalFusion.Diffusion;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Diffusion;

[Collection(nameof(RunsAlone))]
public sealed class PredictionLossTests
{
    private static readonly NoiseSchedule _schedule = NoiseSchedule.Default;

    public static TheoryData<PredictionTarget, PredictionTarget> Pairs
    {
        get
        {
            var data = new TheoryData<PredictionTarget, PredictionTarget>();
            foreach (PredictionTarget target in Enum.GetValues<PredictionTarget>())
            {
                foreach (PredictionTarget measured in Enum.GetValues<PredictionTarget>())
                {
                    data.Add(target, measured);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void An_error_measured_elsewhere_is_that_of_the_converted_prediction(PredictionTarget target, PredictionTarget measured)
    {
        int[] timesteps = [0, 3, 60, 400, 700, 995, 999];
        foreach (int t in timesteps)
        {
            double alpha = _schedule.SignalScale(t), sigma = _schedule.NoiseScale(t), clean = 0.3, noise = -1.7, error = 0.25;
            double noised = (alpha * clean) + (sigma * noise);
            double predicted = Of(target, alpha, sigma, clean, noise) + error;
            double found = In(measured, target, predicted, noised, alpha, sigma) - In(
                measured, target, predicted - error, noised, alpha, sigma);
            using var scope = NewDisposeScope();
            float loss = PredictionLoss.SquaredErrors(
                tensor([(float)predicted]), tensor([(float)clean]), tensor([(float)noise]), target, measured, _schedule, [t]).item<float>();
            Assert.Equal(1, loss / (found * found), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void No_weight_exceeds_the_stated_bound(PredictionTarget target, PredictionTarget measured) =>
        Assert.All(Enumerable.Range(0, _schedule.Timesteps), t => Assert.InRange(PredictionLoss.Weight(_schedule, t, target, measured), 0, 400));

    [Fact]
    public void The_bound_holds_as_many_timesteps_as_is_said()
    {
        int Held(PredictionTarget target, Func<int, double> scale) => Enumerable.Range(0, _schedule.Timesteps)
            .Count(t => PredictionLoss.Weight(_schedule, t, target, PredictionTarget.Velocity) < 0.99999 / (scale(t) * scale(t)));
        Assert.Equal(11, Held(PredictionTarget.Clean, _schedule.NoiseScale));
        Assert.Equal(231, Held(PredictionTarget.Noise, _schedule.SignalScale));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Where_it_is_measured_in_what_is_predicted_the_loss_is_the_plain_error_to_the_bit(PredictionTarget target, PredictionTarget measured)
    {
        using var scope = NewDisposeScope();
        int[] timesteps = [0, 500, 999];
        Tensor predicted = Tiny.Normal(1, 1, 3, 4), clean = Tiny.Normal(1, 2, 3, 4), noise = Tiny.Normal(1, 3, 3, 4);
        Tensor own = PredictionLoss.SquaredErrors(predicted, clean, noise, target, null, _schedule, timesteps);
        Tensor named = PredictionLoss.SquaredErrors(predicted, clean, noise, target, measured, _schedule, timesteps);
        Assert.Equal(target == measured, own.Equals(named));
        if (target != PredictionTarget.Velocity)
        {
            Assert.True(own.Equals((predicted - (target == PredictionTarget.Clean ? clean : noise)).square()));
        }
    }

    [Theory]
    [InlineData(PredictionTarget.Noise)]
    [InlineData(PredictionTarget.Clean)]
    [InlineData(PredictionTarget.Velocity)]
    public void A_true_prediction_is_converted_to_the_truth(PredictionTarget target)
    {
        foreach (int t in new[] { 0, 200, 999 })
        {
            double alpha = _schedule.SignalScale(t), sigma = _schedule.NoiseScale(t), clean = 0.3, noise = -1.7;
            double noised = (alpha * clean) + (sigma * noise), predicted = Of(target, alpha, sigma, clean, noise);
            PredictionConversion conversion = PredictionConversion.At(_schedule, t, target);
            Assert.Equal(clean, (conversion.CleanOfCurrent * noised) + (conversion.CleanOfPrediction * predicted), 1e-10);
            Assert.Equal(noise, (conversion.NoiseOfCurrent * noised) + (conversion.NoiseOfPrediction * predicted), 1e-10);
        }
    }

    private static double Of(PredictionTarget target, double alpha, double sigma, double clean, double noise) => target switch
    {
        PredictionTarget.Noise => noise,
        PredictionTarget.Clean => clean,
        _ => (alpha * noise) - (sigma * clean),
    };

    /// <summary>A prediction as another one, each by its own equation, with divisors of at least 0.05.</summary>
    private static double In(PredictionTarget measured, PredictionTarget target, double value, double noised, double alpha, double sigma)
    {
        double byAlpha = Math.Max(alpha, 0.05), bySigma = Math.Max(sigma, 0.05);
        return (target, measured) switch
        {
            (PredictionTarget.Noise, PredictionTarget.Clean) => (noised - (sigma * value)) / byAlpha,
            (PredictionTarget.Noise, PredictionTarget.Velocity) => (value - (sigma * noised)) / byAlpha,
            (PredictionTarget.Clean, PredictionTarget.Noise) => (noised - (alpha * value)) / bySigma,
            (PredictionTarget.Clean, PredictionTarget.Velocity) => ((alpha * noised) - value) / bySigma,
            (PredictionTarget.Velocity, PredictionTarget.Noise) => (sigma * noised) + (alpha * value),
            (PredictionTarget.Velocity, PredictionTarget.Clean) => (alpha * noised) - (sigma * value),
            _ => value,
        };
    }
}
