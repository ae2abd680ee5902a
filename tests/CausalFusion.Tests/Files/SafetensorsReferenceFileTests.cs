using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

/// <summary>Files that tests/reference/safetensors_io.py wrote.</summary>
public sealed class SafetensorsReferenceFileTests : IDisposable
{
    private static readonly string _elementTypes = Path.Combine(Repository.Golden, "element_types.safetensors");

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Fact]
    public void Every_element_type_is_read_with_its_extremes()
    {
        using var reader = new SafetensorsReader(_elementTypes);

        Assert.Equal(12, reader.Entries.Count);
        Assert.Equal([long.MinValue, -1, long.MaxValue], reader.Read("i64").data<long>().ToArray());
        Assert.Equal([-0.0, 1.0 / 3, double.PositiveInfinity, 5e-324], reader.Read("f64").data<double>().ToArray());
        Assert.Equal([1f / 3, float.MinValue, float.Epsilon], reader.Read("f32").data<float>().ToArray());
        Assert.Equal([int.MinValue, int.MaxValue], reader.Read("i32").data<int>().ToArray());
        Assert.Equal([short.MinValue, short.MaxValue], reader.Read("i16").data<short>().ToArray());
        Assert.Equal([sbyte.MinValue, sbyte.MaxValue], reader.Read("i8").data<sbyte>().ToArray());
        Assert.Equal([0, 1, 255], reader.Read("u8").data<byte>().ToArray());
        Assert.Equal([true, false, true], reader.Read("bool").data<bool>().ToArray());
        Assert.Equal(0.5f, reader.Read("scalar").item<float>());
        Assert.Equal([2, 0, 3], reader.Read("empty").shape);
        Assert.Equal(
            [-0f, (float)(Half)(1f / 3), 65504f, float.PositiveInfinity, (float)(Half)6e-8f],
            reader.Read("f16").to(ScalarType.Float32).data<float>().ToArray());
        Assert.Equal([0x8000, 0x3EAB, 0x4780, 0x7F80, 0x3381], BFloat16Bits(reader.Read("bf16")));
        Assert.Equal("quote \" backslash \\ newline \n é 平仮名", reader.Metadata["text"]);
        Assert.Equal("{\"a\":\"\\u00e9\"}", reader.Metadata["json"]);
    }

    [Fact]
    public void What_was_read_is_written_again_byte_for_byte()
    {
        using var reader = new SafetensorsReader(_elementTypes);
        var copy = new MemoryStream();

        SafetensorsWriter.Save(copy, reader.ReadAll().Select(item => (item.Key, item.Value)).Reverse(), reader.Metadata);

        Assert.Equal(File.ReadAllBytes(_elementTypes), copy.ToArray());
    }

    private static int[] BFloat16Bits(Tensor tensor)
    {
        ReadOnlySpan<ushort> bits = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ushort>(tensor.bytes);
        return [.. bits.ToArray().Select(value => (int)value)];
    }
}
