using Microsoft.ML.Trainers;

namespace Microsoft.ML.Tests.Trainers;

public sealed class LossTests
{
    public static TheoryData<string> Losses => ["log", "hinge", "smoothed"];

    [Fact]
    public void Losses_are_what_their_names_say()
    {
        Assert.Equal(Math.Log(1 + Math.Exp(-1.5)), new LogLoss().Loss(1.5f, 1), precision: 5);
        Assert.Equal(Math.Log(1 + Math.Exp(1.5)), new LogLoss().Loss(1.5f, 0), precision: 5);
        Assert.Equal(0.25, new HingeLoss().Loss(0.75f, 1), precision: 5);
        Assert.Equal(1.75, new HingeLoss().Loss(0.75f, -1), precision: 5);
        Assert.Equal(0.25 * 0.25 / 2, new SmoothedHingeLoss().Loss(0.75f, 1), precision: 5);
        Assert.Equal(2 - 0.25, new SmoothedHingeLoss(0.5f).Loss(-1, 1), precision: 5);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Derivatives_are_the_slopes_of_the_losses(string name)
    {
        var loss = Make(name);
        foreach (float label in new[] { 1f, -1f })
        {
            for (float output = -2.05f; output < 2; output += 0.1f)
            {
                double slope = (loss.Loss(output + 0.01f, label) - loss.Loss(output - 0.01f, label)) / 0.02;
                Assert.Equal(slope, loss.Derivative(output, label), tolerance: 0.02);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Dual_updates_close_the_duality_gap_of_a_single_example(string name)
    {
        // One example with ‖x‖² = 4 and λ = 0.5: w·x = dual · 4 / 0.5.
        const float NormSquared = 4, Lambda = 0.5f;
        var loss = Make(name);
        float dual = 0, invariant = loss.ComputeDualUpdateInvariant(NormSquared / Lambda);
        for (int i = 0; i < 200; i++)
            dual += loss.DualUpdate(dual * NormSquared / Lambda, 1, dual, invariant, 1);
        double regularizer = 0.5 * Lambda * Math.Pow(dual / Lambda, 2) * NormSquared;
        double primal = loss.Loss(dual * NormSquared / Lambda, 1) + regularizer;
        double dualObjective = loss.DualLoss(1, dual) - regularizer;
        Assert.Equal(primal, dualObjective, tolerance: 1e-4);
    }

    private static ISupportSdcaClassificationLoss Make(string name) => name switch
    {
        "log" => new LogLoss(),
        "hinge" => new HingeLoss(),
        _ => new SmoothedHingeLoss(),
    };
}
