using CausalFusion.Checkpoints;
using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Files;

/// <summary>Files that PyTorch wrote (tests/reference/golden_pytorch_files.py), with what must be found in them.</summary>
public sealed class PyTorchReaderTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("pt_types", "pt_types")]
    [InlineData("pt_layouts", "pt_layouts")]
    [InlineData("pt_checkpoint", "pt_checkpoint")]
    [InlineData("pt_protocol4", "pt_checkpoint")]
    public void Every_tensor_of_a_file_is_found_with_its_type_shape_and_bytes(string file, string expectedFile)
    {
        using TensorReader reader = TensorReader.Open(Path.Combine(Repository.Golden, file + ".pt"));
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, expectedFile + ".safetensors"));

        Assert.IsType<PyTorchReader>(reader);
        Assert.Equal(expected.Entries.Keys.Order(StringComparer.Ordinal), reader.Entries.Keys.Order(StringComparer.Ordinal));
        foreach (string name in expected.Entries.Keys)
        {
            Tensor found = reader.Read(name), wanted = expected.Read(name);
            if (found.dtype is not (ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64))
            {
                Assert.Equal((name, wanted.dtype), (name, found.dtype));
                Assert.Equal(wanted.shape, found.shape);
            }
            Assert.True(wanted.bytes.SequenceEqual(found.bytes), name);
            Assert.Equal(expected.Entries[name].ByteLength, reader.Entries[name].ByteLength);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Weights_are_read_whatever_a_training_keeps_beside_them(int protocol)
    {
        using var reader = new PyTorchReader(Path.Combine(Repository.Golden, $"pt_beside{protocol}.pt"));
        const string Class = "golden_pytorch_files.Settings";

        Assert.Equal(
            ["callbacks." + Class + ".best", "model.first", "model.second", "module.0.bias", "module.0.weight", "twice.0.first", "twice.0.second",
                "twice.1.first", "twice.1.second"],
            reader.Entries.Values.Where(entry => entry.Unreadable is null).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Equal([-3f, -2.75f, -2.5f, -2.25f, -2f, -1.75f], reader.Read("model.first").data<float>().ToArray());
        Assert.Equal([-3f, -2.75f], reader.Read("module.0.weight").data<float>().ToArray());
        Assert.Equal(
            ["expanded", "values.array", "values.own", "values.quantized", "values.sparse"],
            reader.Entries.Values.Where(entry => entry.Unreadable is not null).Select(entry => entry.Name).Order(StringComparer.Ordinal));
        Assert.Contains(
            "'values.own': expected a tensor of numbers, found a tensor of a class of its own, 'golden_pytorch_files.Noted'",
            Assert.Throws<InvalidDataException>(() => reader.Read("values.own")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Complex_numbers_are_read_as_such()
    {
        using var reader = new PyTorchReader(Path.Combine(Repository.Golden, "pt_types.pt"));

        Assert.Equal((ScalarType.ComplexFloat32, 2L), (reader.Read("c64").dtype, reader.Entries["c64"].ElementCount));
        Assert.Equal((ScalarType.ComplexFloat64, 16L), (reader.Read("c128").dtype, reader.Entries["c128"].ByteLength));
    }

    [Fact]
    public void A_module_is_filled_from_one_of_the_models_of_a_checkpoint()
    {
        using var reader = new PyTorchReader(Path.Combine(Repository.Golden, "pt_checkpoint.pt"));
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, "pt_checkpoint.safetensors"));
        using var linear = Linear(3, 2);
        using TensorSourceView average =
            new(reader, entry => entry.Name.StartsWith("ema.0.", StringComparison.Ordinal) ? entry with { Name = entry.Name[6..] } : null);

        StateDict.Load(linear, average);

        SafetensorsRoundTripTests.AssertSame(expected.Read("ema.0.weight"), linear.weight);
        SafetensorsRoundTripTests.AssertSame(expected.Read("ema.0.bias"), linear.bias!);
        Assert.True(linear.weight.requires_grad);
    }

    [Fact]
    public void Tensors_are_read_into_any_layout_and_type()
    {
        using var reader = new PyTorchReader(Path.Combine(Repository.Golden, "pt_layouts.pt"));
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, "pt_layouts.safetensors"));
        Tensor turned = zeros(4, 3, dtype: ScalarType.Float64), strided = zeros(3, 4).t();

        reader.ReadInto("matrix", turned, convert: true);
        reader.ReadInto("matrix", strided);

        Assert.Equal(expected.Read("matrix").to(ScalarType.Float64).data<double>().ToArray(), turned.data<double>().ToArray());
        Assert.Equal(expected.Read("matrix").data<float>().ToArray(), strided.contiguous().data<float>().ToArray());
        Assert.Throws<ArgumentException>(() => reader.ReadInto("matrix", turned));
        Assert.Throws<KeyNotFoundException>(() => reader.Read("Matrix"));
    }

    [Fact]
    public void A_file_is_read_from_the_middle_of_a_stream()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(Repository.Golden, "pt_layouts.pt"));
        using var stream = new MemoryStream([1, 2, 3, .. file]) { Position = 3 };
        using var reader = new PyTorchReader(stream, "stream", leaveOpen: true);

        Assert.Equal([-3f, -2.75f, -2.5f], reader.Read("repeated").select(1, 2).contiguous().data<float>().ToArray());
    }

    [Fact]
    public void Elements_far_apart_in_a_large_storage_come_through_small_windows()
    {
        // 48 MB of int64, of which every tensor takes a few: more than one window.
        const int Count = 6_000_000;
        byte[] storage = new byte[Count * sizeof(long)];
        foreach (int index in (int[])[0, 7, 2_000_000, 2_000_007, 4_000_000, 4_000_007])
        {
            BitConverter.TryWriteBytes(storage.AsSpan(index * sizeof(long)), (long)index);
        }
        byte[] pickle = [.. PyTorchBytes.Proto, .. PyTorchBytes.Dictionary, .. PyTorchBytes.Utf8("x"),
            .. PyTorchBytes.Tensor(0, [2, 3], [7, 2_000_000], Count, "LongStorage"), .. "s."u8];
        using var reader = new PyTorchReader(new MemoryStream(PyTorchBytes.Zip(("a/data.pkl", pickle), ("a/data/0", storage))), "file");

        Assert.Equal([0, 2_000_000, 4_000_000, 7, 2_000_007, 4_000_007], reader.Read("x").data<long>().ToArray());
    }

    [Fact]
    public void Reading_leaves_nothing_but_the_tensor()
    {
        using var reader = new PyTorchReader(Path.Combine(Repository.Golden, "pt_layouts.pt"));
        using DisposeScope scope = NewDisposeScope();

        foreach (string name in reader.Entries.Keys)
        {
            reader.Read(name);
        }

        Assert.Equal(reader.Entries.Count, scope.DisposablesCount);
    }

    [Fact]
    public void A_safetensors_file_is_told_apart_whatever_its_length_field_looks_like()
    {
        using var folder = new TemporaryFolder();
        // Header lengths whose first bytes are those of a zip archive and of a pickle.
        foreach (int length in (int[])[0x4B50, 0x0280])
        {
            int padding = length - """{"__metadata__":{"note":""},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""".Length;
            SafetensorsWriter.Save(folder["f"], [("a", ones(1))], new Dictionary<string, string> { ["note"] = new string('x', padding) });
            Assert.Equal(length, BitConverter.ToInt64(File.ReadAllBytes(folder["f"])));

            using TensorReader reader = TensorReader.Open(folder["f"]);

            Assert.IsType<SafetensorsReader>(reader);
        }
    }
}
