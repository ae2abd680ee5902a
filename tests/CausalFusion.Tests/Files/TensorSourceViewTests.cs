using CausalFusion.Checkpoints;
using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Files;

public sealed class TensorSourceViewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void A_module_is_filled_from_tensors_of_other_names_and_shapes()
    {
        using var module = Linear(2, 3);
        using TensorSourceView view = View(
            [("conv.weight", arange(6, dtype: ScalarType.Float32).view(3, 2, 1, 1)), ("conv.bias", full(3, 7f)), ("loss.w", zeros(9))],
            entry => !entry.Name.StartsWith("conv.", StringComparison.Ordinal) ? null
                : entry with { Name = entry.Name["conv.".Length..], Shape = entry.Shape.Length == 4 ? entry.Shape[..2] : entry.Shape });

        StateDict.Load(module, view);

        Assert.Equal([0f, 1, 2, 3, 4, 5], module.weight.data<float>().ToArray());
        Assert.Equal([7f, 7, 7], module.bias!.data<float>().ToArray());
        Assert.Equal(["weight", "bias"], view.Entries.Keys.OrderDescending(StringComparer.Ordinal));
        Assert.Equal(_folder["f"], view.Name);
    }

    [Fact]
    public void Tensors_are_read_in_their_new_shape_converted_and_into_any_layout()
    {
        using TensorSourceView view = View(
            [("a", arange(6, dtype: ScalarType.Float64))], entry => entry with { Name = "b", Shape = [2, 3] });
        Tensor transposed = zeros(3, 2).t();

        view.ReadInto("b", transposed, convert: true);

        Assert.Equal([0.0, 1, 2, 3, 4, 5], view.Read("b").contiguous().data<double>().ToArray());
        Assert.Equal([2, 3], view.Read("b").shape);
        Assert.Equal([0f, 1, 2, 3, 4, 5], transposed.contiguous().data<float>().ToArray());
        Assert.Throws<KeyNotFoundException>(() => view.Read("a"));
        Assert.Throws<ArgumentException>(() => view.ReadInto("b", transposed));
        Assert.Throws<ArgumentException>(() => view.ReadInto("b", zeros(6), convert: true));
    }

    [Fact]
    public void Nothing_but_the_view_s_tensor_is_left_after_reading()
    {
        using TensorSourceView view = View([("a", arange(6, dtype: ScalarType.Float32))], entry => entry with { Shape = [2, 3] });
        using DisposeScope scope = NewDisposeScope();
        Tensor destination = zeros(2, 3);

        view.ReadInto("a", destination);
        view.Read("a");

        Assert.Equal(2, scope.DisposablesCount);
    }

    [Fact]
    public void Two_tensors_under_one_name_are_refused_by_name()
    {
        var thrown = Assert.Throws<InvalidDataException>(() => View([("a", zeros(1)), ("b", zeros(1))], entry => entry with { Name = "c" }));

        Assert.Contains($"'{_folder["f"]}': expected one tensor for the name 'c', found two: 'a' and 'b'.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_cannot_change_what_the_bytes_mean()
    {
        Assert.Throws<ArgumentException>(() => View([("a", zeros(4))], entry => entry with { Shape = [3] }));
        Assert.Throws<ArgumentException>(() => View([("a", zeros(4))], entry => entry with { Shape = [-2, -2] }));
        Assert.Throws<ArgumentException>(() => View([("a", zeros(4))], entry => entry with { DType = ScalarType.Int32 }));
        Assert.Throws<ArgumentException>(() => View([("a", zeros(4))], entry => entry with { Offset = 1 }));
    }

    [Fact]
    public void A_prefix_is_taken_off_and_other_names_are_left_out()
    {
        SafetensorsWriter.Save(_folder["f"], [("ema.w", ones(1)), ("model.w", zeros(1))]);

        using TensorSourceView view = TensorSourceView.WithoutPrefix(TensorReader.Open(_folder["f"]), "ema.");

        Assert.Equal(["w"], view.Entries.Keys);
        Assert.Equal(1f, view.Read("w").item<float>());
    }

    private TensorSourceView View((string Name, Tensor Tensor)[] tensors, Func<TensorEntry, TensorEntry?> map)
    {
        SafetensorsWriter.Save(_folder["f"], tensors);
        var reader = new SafetensorsReader(_folder["f"]);
        try
        {
            return new TensorSourceView(reader, map);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
