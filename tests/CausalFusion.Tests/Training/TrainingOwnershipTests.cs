using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Models;
using CausalFusion.Training;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Training;

/// <summary>
/// What a training makes it frees itself: nothing waits for the garbage collector, which does not see how much memory tensors hold.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class TrainingOwnershipTests
{
    private static readonly DitConfig _dit = new() { ImageSize = 8, Channels = 3, PatchSize = 2, Width = 32, Layers = 2, Heads = 4, Classes = 7 };

    [Theory]
    [InlineData(CausalFusionConfig.FamilyName, ComputePrecision.Full)]
    [InlineData(CausalFusionConfig.FamilyName, ComputePrecision.BFloat16)]
    [InlineData(DitConfig.FamilyName, ComputePrecision.Full)]
    [InlineData(DitConfig.FamilyName, ComputePrecision.BFloat16)]
    [InlineData(CausalFusionConfig.FamilyName, ComputePrecision.Full, true)]
    [InlineData(CausalFusionConfig.FamilyName, ComputePrecision.BFloat16, true)]
    [InlineData(DitConfig.FamilyName, ComputePrecision.Full, true)]
    public void A_network_trained_and_trained_further_leaves_no_tensor_to_the_finalizer(string kind, ComputePrecision precision, bool inParts = false)
    {
        using var folder = new TemporaryFolder();
        using IImageDataset images = Tiny.Dataset();
        var options = new TrainingOptions
        {
            BatchSize = 4, Precision = precision, CheckpointPath = folder["training"], AccumulationSteps = inParts ? 2 : 1,
            GradientCheckpointing = inParts,
        };
        long before = LiveTensors.CountHeld();

        for (int steps = 1; steps <= 2; steps++)
        {
            using nn.Module network = kind == DitConfig.FamilyName ? new DitModel(_dit) : new CausalFusionModel(Tiny.Config);
            TrainingResult result = network is DitModel dit
                ? new Trainer(options with { Steps = steps }).Train(dit, images)
                : new Trainer(options with { Steps = steps }).Train((CausalFusionModel)network, images);
            Assert.Equal(steps, result.Steps);
            Assert.Equal(before + network.parameters().Count(), LiveTensors.Count);
            Assert.All(network.parameters(), parameter => Assert.Null(parameter.grad)); // which are as large as the weights, and count nothing
        }

        Assert.Equal(before, LiveTensors.Count);
    }
}
