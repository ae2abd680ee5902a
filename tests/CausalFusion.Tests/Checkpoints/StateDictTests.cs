using CausalFusion.Checkpoints;
using CausalFusion.Files;
using CausalFusion.Tests.Files;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Checkpoints;

public sealed class StateDictTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_module_is_filled_with_what_another_saved()
    {
        using var saved = Linear(3, 2);
        using var loaded = Linear(3, 2);
        SafetensorsWriter.Save(_folder["f"], saved.state_dict().Select(item => (item.Key, item.Value)));
        using var reader = new SafetensorsReader(_folder["f"]);

        StateDict.Load(loaded, reader);

        SafetensorsRoundTripTests.AssertSame(saved.weight, loaded.weight);
        SafetensorsRoundTripTests.AssertSame(saved.bias!, loaded.bias!);
        Assert.True(loaded.weight.requires_grad);
    }

    [Fact]
    public void One_exception_lists_everything_that_does_not_fit_and_the_module_is_as_it_was()
    {
        using var module = Linear(3, 2);
        float[] before = module.bias!.data<float>().ToArray();
        SafetensorsWriter.Save(_folder["f"], [("weight", zeros(2, 4)), ("Bias", zeros(2)), ("more", zeros(1))]);
        using var reader = new SafetensorsReader(_folder["f"]);

        var thrown = Assert.Throws<StateDictMismatchException>(() => StateDict.Load(module, reader));

        Assert.Equal(_folder["f"], thrown.FileName);
        Assert.Equal(["bias"], thrown.Missing);
        Assert.Equal(["Bias", "more"], thrown.Unexpected);
        Assert.Equal([new StateDictDifference("weight", "Float32 (2, 3)", "Float32 (2, 4)")], thrown.Different);
        Assert.Contains("1 missing: 'bias'; 2 unexpected: 'Bias', 'more'; 1 different: 'weight' expected Float32 (2, 3), found Float32 (2, 4).",
            thrown.Message, StringComparison.Ordinal);
        Assert.Equal(before, module.bias!.data<float>().ToArray());
    }

    [Fact]
    public void Floating_point_weights_are_converted_and_whole_numbers_are_not()
    {
        using var module = Linear(1, 2, hasBias: false);
        SafetensorsWriter.Save(_folder["half"], [("weight", tensor([0.5f, -2f], [2, 1]).to(ScalarType.BFloat16))]);
        SafetensorsWriter.Save(_folder["whole"], [("weight", ones(2, 1, dtype: ScalarType.Int32))]);
        using var half = new SafetensorsReader(_folder["half"]);
        using var whole = new SafetensorsReader(_folder["whole"]);

        StateDict.Load(module, half);

        Assert.Equal([0.5f, -2f], module.weight.data<float>().ToArray());
        Assert.Equal(
            [new StateDictDifference("weight", "Float32 (2, 1)", "Int32 (2, 1)")],
            Assert.Throws<StateDictMismatchException>(() => StateDict.Check(module, whole)).Different);
    }

    [Fact]
    public void A_prefix_picks_one_of_several_models_in_a_file()
    {
        using var module = Linear(1, 1, hasBias: false);
        SafetensorsWriter.Save(_folder["f"], [("model.weight", zeros(1, 1)), ("ema.weight", ones(1, 1)), ("step", zeros(1))]);
        using var reader = new SafetensorsReader(_folder["f"]);

        StateDict.Load(module, reader, "ema.");

        Assert.Equal([1f], module.weight.data<float>().ToArray());
        Assert.Equal(["other.weight"], Assert.Throws<StateDictMismatchException>(() => StateDict.Check(module, reader, "other.")).Missing);
    }

    [Fact]
    public void The_message_stays_short_however_many_names_are_wrong()
    {
        using var module = Linear(1, 1);
        SafetensorsWriter.Save(_folder["f"], Enumerable.Range(0, 5000).Select(i => ($"unexpected.{i}", zeros(1))));
        using var reader = new SafetensorsReader(_folder["f"]);

        var thrown = Assert.Throws<StateDictMismatchException>(() => StateDict.Check(module, reader));

        Assert.Equal(5000, thrown.Unexpected.Count);
        Assert.Contains("5000 unexpected", thrown.Message, StringComparison.Ordinal);
        Assert.InRange(thrown.Message.Length, 100, 2000);
    }
}
