using System.Text;
using CausalFusion.Files;
using TorchSharp;
using static CausalFusion.Tests.Files.PyTorchBytes;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

/// <summary>Element types of files that TorchSharp has not.</summary>
public sealed class WidenedTypeTests : IDisposable
{
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData("F8_E4M3", "float8_e4m3fn", new byte[] { 0x00, 0x01, 0x08, 0x38, 0xB9, 0x7E, 0xFE },
        new[] { 0f, 1f / 512, 1f / 64, 1, -1.125f, 448, -448 })]
    [InlineData("F8_E5M2", "float8_e5m2", new byte[] { 0x00, 0x01, 0x3C, 0xBD, 0x7B, 0x7C, 0xFC },
        new[] { 0f, 1f / 65536, 1, -1.25f, 57344, float.PositiveInfinity, float.NegativeInfinity })]
    [InlineData("U16", "uint16", new byte[] { 1, 0, 0, 0x80, 0xFF, 0xFF }, new[] { 1f, 32768, 65535 })]
    [InlineData("U32", "uint32", new byte[] { 2, 0, 0, 0, 0, 0, 0, 0x80 }, new[] { 2f, 2147483648 })]
    [InlineData("U64", "uint64", new byte[] { 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x80 }, new[] { 3f, 9223372036854775808 })]
    public void Its_numbers_are_read_as_float32(string safetensors, string pytorch, byte[] bytes, float[] expected)
    {
        using var first = new SafetensorsReader(new MemoryStream(SafetensorsOf(safetensors, expected.Length, bytes)), "file");
        byte[] pickle = [.. Proto, .. Dictionary, .. Utf8("x"), .. UntypedTensor(pytorch, expected.Length, bytes.Length), .. "s."u8];
        using var second = new PyTorchReader(new MemoryStream(Zip(("a/data.pkl", pickle), ("a/data/0", bytes))), "file");

        foreach (TensorReader reader in (TensorReader[])[first, second])
        {
            Tensor read = reader.Read("x"), into = zeros(expected.Length, dtype: ScalarType.Float64);
            reader.ReadInto("x", into, convert: true);

            Assert.Equal((ScalarType.Float32, (long)bytes.Length), (reader.Entries["x"].DType, reader.Entries["x"].ByteLength));
            Assert.Equal(expected, read.data<float>().ToArray());
            Assert.Equal(expected.Select(value => (double)value), into.data<double>().ToArray());
        }
    }

    [Fact]
    public void What_is_no_number_stays_none()
    {
        using var reader = new SafetensorsReader(new MemoryStream(SafetensorsOf("F8_E4M3", 2, [0x7F, 0xFF])), "file");

        Assert.All(reader.Read("x").data<float>().ToArray(), value => Assert.True(float.IsNaN(value)));
    }

    [Theory]
    [InlineData("F4")]
    [InlineData("F8_E8M0")]
    [InlineData("C64")]
    [InlineData("Q4")]
    public void A_type_that_is_not_known_refuses_its_own_tensor_and_no_other(string dtype)
    {
        byte[] file = SafetensorsOf($$$"""{"x":{"dtype":"{{{dtype}}}","shape":[3,5],"data_offsets":[4,12]},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""",
            [.. BitConverter.GetBytes(2.5f), .. new byte[8]]);
        using var reader = new SafetensorsReader(new MemoryStream(file), "file");

        Assert.Equal(2.5f, reader.Read("y").item<float>());
        Assert.Contains(
            $"'file': tensor 'x': expected a tensor of numbers, found one of the type '{dtype}', shape (3, 5)",
            Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(" {}")]
    [InlineData("\t\n{}\r ")]
    public void A_header_may_begin_with_white_space(string header)
    {
        using var folder = new TemporaryFolder();
        System.IO.File.WriteAllBytes(folder["f"], SafetensorsOf(header, []));

        using TensorReader reader = TensorReader.Open(folder["f"]);

        Assert.IsType<SafetensorsReader>(reader);
        Assert.Empty(reader.Entries);
    }

    private static byte[] SafetensorsOf(string dtype, int count, byte[] data) => SafetensorsOf(
        $$$"""{"x":{"dtype":"{{{dtype}}}","shape":[{{{count}}}],"data_offsets":[0,{{{data.Length}}}]}}""", data);

    private static byte[] SafetensorsOf(string header, byte[] data) =>
        [.. BitConverter.GetBytes((long)Encoding.UTF8.GetByteCount(header)), .. Encoding.UTF8.GetBytes(header), .. data];

    /// <summary>As PyTorch saves types that have no storages of their own.</summary>
    private static byte[] UntypedTensor(string dtype, long count, long bytes) =>
    [
        .. Global("torch._utils", "_rebuild_tensor_v3"), .. Mark,
        .. Mark, .. Utf8("storage"), .. Global("torch.storage", "UntypedStorage"), .. Utf8("0"), .. Utf8("cpu"), .. Integer(bytes),
        .. ToTuple, .. "Q"u8,
        .. Integer(0), .. Mark, .. Integer(count), .. ToTuple, .. Mark, .. Integer(1), .. ToTuple, .. False,
        .. Global("collections", "OrderedDict"), .. EmptyTuple, .. Call, .. Global("torch", dtype), .. ToTuple, .. Call,
    ];
}
