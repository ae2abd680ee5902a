using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;
using static TorchSharp.torch.optim.lr_scheduler;

namespace TorchSharp.Tests.NN;

public class ScheduleTests
{
    private static readonly GoldenFile _golden = new("schedules");
    private static readonly double[] _measures = [5, 4, 4, 4, 4, 3.9999, 3, 3, 3, 3, 3, 3];

    private static readonly Dictionary<string, Func<Optimizer, LRScheduler>> _schedules = new()
    {
        ["LambdaLR"] = o => LambdaLR(o, i => Math.Min(1.0, (i + 1) / 5.0)),
        ["MultiplicativeLR"] = o => MultiplicativeLR(o, i => i % 2 == 1 ? 0.9 : 1.1),
        ["StepLR"] = o => StepLR(o, 4, 0.5),
        ["MultiStepLR"] = o => MultiStepLR(o, [2, 7], 0.1),
        ["ConstantLR"] = o => ConstantLR(o, 0.25, 3),
        ["LinearLR"] = o => LinearLR(o, 0.1, 1.0, 5),
        ["ExponentialLR"] = o => ExponentialLR(o, 0.8),
        ["PolynomialLR"] = o => PolynomialLR(o, 6, 2),
        ["CosineAnnealingLR"] = o => CosineAnnealingLR(o, 5, 0.01),
        ["SequentialLR"] = o => SequentialLR(o, [LinearLR(o, 0.1, 1.0, 4), CosineAnnealingLR(o, 6)], [4]),
        ["ChainedLR"] = o => ChainedLR([ConstantLR(o, 0.5, 3), ExponentialLR(o, 0.9)]),
        ["ReduceLROnPlateau"] = o => ReduceLROnPlateau(o, factor: 0.5, patience: 2, cooldown: 1),
    };

    public static TheoryData<string> Names => [.. _schedules.Keys];

    [Fact]
    public void Every_schedule_of_the_golden_file_is_tested() => Assert.Equal(_golden.Names.Order(), _schedules.Keys.Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void Rates_are_those_of_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Optimizer();
        var schedule = _schedules[name](optimizer);
        var expected = _golden[name].EnumerateArray().Select(rates => rates.EnumerateArray().Select(rate => rate.GetDouble()).ToArray()).ToArray();
        AssertRates(expected[0], optimizer, 0);
        for (var i = 1; i < expected.Length; i++)
        {
            if (name == "ReduceLROnPlateau") schedule.step(_measures[i - 1]);
            else schedule.step();
            AssertRates(expected[i], optimizer, i);
            Assert.Equal(optimizer.ParamGroups.Select(group => group.LearningRate), schedule.get_last_lr());
        }
    }

    [Theory]
    [InlineData("LambdaLR")]
    [InlineData("StepLR")]
    [InlineData("LinearLR")]
    [InlineData("CosineAnnealingLR")]
    public void A_schedule_can_be_set_to_a_step(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = Optimizer();
        _schedules[name](optimizer).step((int?)7);
        AssertRates([.. _golden[name][7].EnumerateArray().Select(rate => rate.GetDouble())], optimizer, 7);
    }

    private static SGD Optimizer() =>
        SGD([new SGD.ParamGroup([new Parameter(zeros(1))], new SGD.Options()),
        new SGD.ParamGroup([new Parameter(zeros(1))], new SGD.Options { LearningRate = 0.3 })], 0.1);

    private static void AssertRates(double[] expected, Optimizer optimizer, int step)
    {
        foreach (var (rate, group) in expected.Zip(optimizer.ParamGroups))
            Assert.True(Math.Abs(rate - group.LearningRate) < 1e-12, $"step {step}: {group.LearningRate}, expected {rate}");
    }
}
