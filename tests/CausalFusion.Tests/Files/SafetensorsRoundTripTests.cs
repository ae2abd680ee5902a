using System.Text;
using CausalFusion.Files;
using CausalFusion.Randomness;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

public sealed class SafetensorsRoundTripTests : IDisposable
{
    private static readonly ScalarType[] _types =
    [
        ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16, ScalarType.Int64,
        ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool,
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    public static TheoryData<ScalarType> Types => [.. _types];

    [Theory]
    [MemberData(nameof(Types))]
    public void Tensors_of_any_shape_come_back_bit_for_bit(ScalarType type)
    {
        var random = new RandomStream(1, (ulong)type);
        for (int repeat = 0; repeat < 20; repeat++)
        {
            var saved = new Dictionary<string, Tensor>();
            for (int i = random.Next(6); i >= 0; i--)
            {
                saved[$"t{i}"] = RandomTensor(type, RandomShape(random), random);
            }

            SafetensorsWriter.Save(_folder["f"], saved.Select(item => (item.Key, item.Value)));
            using var reader = new SafetensorsReader(_folder["f"]);
            Dictionary<string, Tensor> loaded = reader.ReadAll();

            Assert.Equal(saved.Keys.Order(), loaded.Keys.Order());
            Assert.All(saved, item => AssertSame(item.Value, loaded[item.Key]));
            Assert.All(saved, item => Assert.Equal(item.Value.shape, reader.Entries[item.Key].Shape));
            Assert.All(saved, item => Assert.Equal(item.Value.NumberOfElements, reader.Entries[item.Key].ElementCount));
        }
    }

    [Fact]
    public void Tensors_of_all_types_share_a_file()
    {
        var random = new RandomStream(2);
        Dictionary<string, Tensor> saved = _types.ToDictionary(type => $"{type}", type => RandomTensor(type, [3, 5], random));

        SafetensorsWriter.Save(_folder["f"], saved.Select(item => (item.Key, item.Value)));
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.All(saved, item => AssertSame(item.Value, reader.Read(item.Key)));
    }

    [Fact]
    public void Strided_tensors_are_saved_in_the_order_of_their_elements()
    {
        Tensor matrix = arange(12, dtype: ScalarType.Int32).view(3, 4);
        SafetensorsWriter.Save(_folder["f"], [("transposed", matrix.t()), ("slice", matrix.narrow(1, 1, 2))]);
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.Equal([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11], reader.Read("transposed").data<int>().ToArray());
        Assert.Equal([1, 2, 5, 6, 9, 10], reader.Read("slice").data<int>().ToArray());
    }

    [Fact]
    public void Metadata_come_back_whatever_they_hold()
    {
        var metadata = new Dictionary<string, string>
        {
            ["quotes"] = "\"\\/\b\f\n\r\t\u0001",
            ["script"] = "平仮名 한글 🦊 <&'+>",
            [""] = "",
            ["json"] = """{"a":[1,2]}""",
        };

        SafetensorsWriter.Save(_folder["f"], [("ä\"ö\n", zeros(1))], metadata);
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.Equal(metadata.OrderBy(item => item.Key, StringComparer.Ordinal), reader.Metadata);
        Assert.Equal(["ä\"ö\n"], reader.Entries.Keys);
    }

    [Fact]
    public void A_file_may_have_no_tensors()
    {
        SafetensorsWriter.Save(_folder["f"], []);
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.Empty(reader.ReadAll());
        Assert.Empty(reader.Metadata);
    }

    [Fact]
    public void The_same_content_gives_the_same_bytes_in_whatever_order_it_comes()
    {
        (string, Tensor)[] tensors =
            [("b", ones(3)), ("a", zeros(2, 2)), ("é", ones(1, dtype: ScalarType.Int64)), ("mask", ones(3, dtype: ScalarType.Bool))];
        SafetensorsWriter.Save(_folder["f"], tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Save(_folder["g"], tensors.Reverse(), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });

        Assert.Equal(File.ReadAllBytes(_folder["f"]), File.ReadAllBytes(_folder["g"]));
    }

    [Fact]
    public void The_layout_is_that_of_the_formats_reference_writer()
    {
        SafetensorsWriter.Save(
            _folder["f"],
            [("m", ones(3, dtype: ScalarType.Bool)), ("z", zeros(1)), ("a", ones(2)), ("n", ones(1, dtype: ScalarType.Int64))],
            new Dictionary<string, string> { ["k"] = "v" });

        byte[] file = File.ReadAllBytes(_folder["f"]);
        int headerLength = (int)BitConverter.ToUInt64(file);
        const string Header = """{"__metadata__":{"k":"v"},"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"z":{"dtype":"F32","shape":[1],"data_offsets":[16,20]},"m":{"dtype":"BOOL","shape":[3],"data_offsets":[20,23]}}""";
        Assert.Equal(0, headerLength % 8);
        Assert.Equal(Header, Encoding.UTF8.GetString(file, 8, headerLength).TrimEnd(' '));
        Assert.Equal([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80, 0x3F, 0, 0, 0x80, 0x3F, 0, 0, 0, 0, 1, 1, 1], file[(8 + headerLength)..]);
    }

    [Fact]
    public void A_stream_is_written_and_read_from_its_position()
    {
        var stream = new MemoryStream();
        stream.Write("prefix"u8);
        SafetensorsWriter.Save(stream, [("a", arange(5))]);
        stream.Position = 6;

        using (var reader = new SafetensorsReader(stream, "memory", leaveOpen: true))
        {
            AssertSame(arange(5), reader.Read("a"));
        }
        Assert.True(stream.CanRead);

        stream.Position = 6;
        new SafetensorsReader(stream, "memory").Dispose();
        Assert.False(stream.CanRead);
    }

    [Fact]
    public void Bytes_move_through_windows_when_a_tensor_is_too_long_for_one()
    {
        Tensor source = arange(1000, dtype: ScalarType.Int16).view(10, 100), target = zeros_like(source);
        var stream = new MemoryStream();

        TensorMemory.CopyTo(source, stream, windowElements: 7);
        stream.Position = 0;
        TensorMemory.ReadFrom(stream, target, windowElements: 33);

        Assert.Equal(2000, stream.Length);
        AssertSame(source, target);
    }

    [Fact]
    public void Reading_into_a_tensor_fills_it_in_place_whatever_its_strides()
    {
        SafetensorsWriter.Save(_folder["f"], [("a", arange(6, dtype: ScalarType.Float32).view(2, 3))]);
        using var reader = new SafetensorsReader(_folder["f"]);
        Tensor plain = zeros(2, 3), memory = zeros(3, 2), wide = zeros(2, 3, dtype: ScalarType.Float64);

        reader.ReadInto("a", plain);
        reader.ReadInto("a", memory.t());
        reader.ReadInto("a", wide, convert: true);

        Assert.Equal([0f, 1, 2, 3, 4, 5], plain.data<float>().ToArray());
        Assert.Equal([0f, 3, 1, 4, 2, 5], memory.data<float>().ToArray());
        Assert.Equal([0.0, 1, 2, 3, 4, 5], wide.data<double>().ToArray());
    }

    [Fact]
    public void Reading_into_a_parameter_leaves_it_a_leaf_that_learns()
    {
        SafetensorsWriter.Save(_folder["f"], [("a", ones(2))]);
        using var reader = new SafetensorsReader(_folder["f"]);
        Tensor parameter = zeros(2, dtype: ScalarType.Float64, requires_grad: true);

        reader.ReadInto("a", parameter, convert: true);
        (parameter * parameter).sum().backward();

        Assert.True(parameter.requires_grad);
        Assert.Equal([2.0, 2.0], parameter.grad!.data<double>().ToArray());
    }

    [Fact]
    public void Reading_into_a_tensor_of_another_shape_or_type_is_refused()
    {
        SafetensorsWriter.Save(_folder["f"], [("a", zeros(2, 3))]);
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.Contains("expected shape (3, 2), found (2, 3)", Assert.Throws<ArgumentException>(() => reader.ReadInto("a", zeros(3, 2))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "expected Float64, found Float32",
            Assert.Throws<ArgumentException>(() => reader.ReadInto("a", zeros(2, 3, dtype: ScalarType.Float64))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_name_is_refused_by_name()
    {
        SafetensorsWriter.Save(_folder["f"], [("a", zeros(1))]);
        using var reader = new SafetensorsReader(_folder["f"]);

        Assert.Contains("'b'", Assert.Throws<KeyNotFoundException>(() => reader.Read("b")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_taken_reserved_or_no_text_are_refused_and_nothing_is_written()
    {
        Tensor tensor = zeros(1);

        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Save(_folder["f"], [("a", tensor), ("a", tensor)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Save(_folder["f"], [("__metadata__", tensor)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Save(_folder["f"], [("\uD800", tensor)]));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Save(_folder["f"], [], new Dictionary<string, string> { ["a"] = "\uDC00" }));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Save(_folder["f"], [("a", zeros(1, dtype: ScalarType.ComplexFloat32))]));

        Assert.Empty(_folder.FileNames);
    }

    [Fact]
    public void Wherever_the_disk_fills_up_the_old_file_is_intact()
    {
        SafetensorsWriter.Save(_folder["f"], [("a", zeros(4))]);
        byte[] old = File.ReadAllBytes(_folder["f"]);
        (string, Tensor)[] tensors = [("a", ones(100)), ("b", ones(100))];
        var whole = new MemoryStream();
        SafetensorsWriter.Save(whole, tensors);

        for (long room = 0; room < whole.Length; room += 37)
        {
            Assert.Throws<IOException>(
                () => AtomicFile.Write(_folder["f"], stream => SafetensorsWriter.Save(new FullDiskStream(stream, room), tensors)));

            Assert.Equal(old, File.ReadAllBytes(_folder["f"]));
            Assert.Equal(["f"], _folder.FileNames);
        }
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_the_old_file_intact()
    {
        using var disk = new SmallDisk();
        SafetensorsWriter.Save(disk["f"], [("a", ones(4))]);
        byte[] old = File.ReadAllBytes(disk["f"]);

        Assert.Throws<IOException>(() => SafetensorsWriter.Save(disk["f"], [("a", zeros(SmallDisk.Capacity))]));

        Assert.Equal(old, File.ReadAllBytes(disk["f"]));
        Assert.Equal(["f"], disk.FileNames);
    }

    internal static void AssertSame(Tensor expected, Tensor actual)
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        if (expected.NumberOfElements > 0)
        {
            Assert.True(expected.detach().contiguous().bytes.SequenceEqual(actual.detach().contiguous().bytes), "the bytes differ");
        }
    }

    private static long[] RandomShape(RandomStream random)
    {
        long[] shape = new long[random.Next(5)];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = random.Next(6);
        }
        return shape;
    }

    private static Tensor RandomTensor(ScalarType type, long[] shape, RandomStream random)
    {
        Tensor result = empty(shape, dtype: type);
        if (result.NumberOfElements == 0)
        {
            return result;
        }
        foreach (ref byte value in result.bytes)
        {
            value = (byte)random.Next(type == ScalarType.Bool ? 2 : 256);
        }
        // A tensor that is not contiguous, half of the time.
        return shape.Length >= 2 && random.Next(2) == 0 ? result.transpose(0, 1) : result;
    }
}
