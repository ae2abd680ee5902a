using CausalFusion.Checkpoints;
using CausalFusion.Files;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Files;

/// <summary>
/// Files may be larger than the memory: what is copied goes through it one tensor at a time, and what is loaded leaves nothing behind.
/// </summary>
[Collection(nameof(RunsAlone))]
public sealed class StreamingTests
{
    [Fact]
    public void Copying_a_file_holds_one_tensor_at_a_time()
    {
        long before = LiveTensors.CountHeld(), most = 0;
        using var source = new HeaderOnlySource(Enumerable.Range(0, 50).Select(i => ($"t{i:00}", new long[] { 3, 2 })), _ =>
        {
            most = Math.Max(most, LiveTensors.Count - before);
            return zeros(3, 2);
        });
        using var folder = new TemporaryFolder();

        SafetensorsWriter.Save(folder["copy.safetensors"], source);
        PyTorchWriter.Save(folder["copy.pt"], source);
        ModelBundle.Save(folder["bundle"], source, "kind", "{}");

        Assert.Equal(0, most);
        Assert.Equal(before, LiveTensors.CountHeld());
    }

    [Fact]
    public void Loading_from_PyTorch_s_format_leaves_no_tensor_beside_the_module_s_own()
    {
        using var folder = new TemporaryFolder();
        using var saved = Linear(4, 3);
        using var loaded = Linear(4, 3);
        PyTorchWriter.Save(folder["f"], saved.state_dict().Select(item => (item.Key, item.Value)));
        using var reader = new PyTorchReader(folder["f"]);
        long before = LiveTensors.CountHeld();

        StateDict.Load(loaded, reader);

        Assert.Equal(before, LiveTensors.CountHeld());
        SafetensorsRoundTripTests.AssertSame(saved.weight, loaded.weight);
    }
}
