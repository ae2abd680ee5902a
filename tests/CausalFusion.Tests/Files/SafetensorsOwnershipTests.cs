using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

[Collection(nameof(RunsAlone))]
public sealed class SafetensorsOwnershipTests
{
    [Fact]
    public void Reading_and_writing_leave_no_tensors_behind()
    {
        using var folder = new TemporaryFolder();
        using Tensor target = zeros(4, dtype: ScalarType.Float64);
        using Tensor strided = zeros(3, 2).t();
        long before = LiveTensors.CountHeld();

        SafetensorsWriter.Save(folder["f"], [("a", target), ("b", strided)]);
        using (var reader = new SafetensorsReader(folder["f"]))
        {
            reader.Read("a").Dispose();
            reader.ReadInto("a", target);
            reader.ReadInto("b", strided);
            reader.ReadInto("b", strided, convert: true);
            foreach (Tensor tensor in reader.ReadAll().Values)
            {
                tensor.Dispose();
            }
        }

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void A_failed_read_frees_what_it_had()
    {
        string header = $"{{{SafetensorsBytes.Entry("good", "U8", "1", "0,1")},{SafetensorsBytes.Entry("bad", "BOOL", "1", "1,2")}}}";
        using var reader = new SafetensorsReader(new MemoryStream(SafetensorsBytes.Of(header, [1, 7])), "hostile");
        long before = LiveTensors.CountHeld();

        Assert.Throws<InvalidDataException>(() => reader.ReadAll());

        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void What_is_read_belongs_to_the_callers_scope()
    {
        using var folder = new TemporaryFolder();
        using Tensor saved = zeros(4);
        SafetensorsWriter.Save(folder["f"], [("a", saved)]);
        using var reader = new SafetensorsReader(folder["f"]);
        long before = LiveTensors.CountHeld();

        using (DisposeScope scope = NewDisposeScope())
        {
            reader.ReadAll();
            Assert.Equal(1, scope.DisposablesCount);
        }

        Assert.Equal(before, LiveTensors.Count);
    }
}
