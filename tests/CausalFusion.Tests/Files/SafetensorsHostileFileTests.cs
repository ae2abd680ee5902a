using CausalFusion.Files;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

public sealed class SafetensorsHostileFileTests
{
    private const string Good = """{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""";

    [Theory]
    // The header as JSON.
    [InlineData("", 0, "'{'")]
    [InlineData("[]", 0, "'{'")]
    [InlineData("{", 0, "JSON")]
    [InlineData("{}}", 0, "JSON")]
    [InlineData("{} {}", 0, "JSON")]
    [InlineData("""{"a":1,}""", 0, "'a'")]
    [InlineData("""{/**/}""", 0, "JSON")]
    [InlineData("{\"a\0\":1}", 0, "JSON")]
    [InlineData("""{"\uD800":1}""", 0, "JSON")]
    // Entries.
    [InlineData("""{"a":1}""", 0, "'a': expected an object")]
    [InlineData("""{"a":null}""", 0, "found null")]
    [InlineData("""{"a":{}}""", 0, "dtype is missing")]
    [InlineData("""{"a":{"dtype":"F32","data_offsets":[0,0]}}""", 0, "shape is missing")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0]}}""", 0, "data_offsets is missing")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":0}}""", 8, "found 'more'")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 8, "dtype occurs twice")]
    [InlineData("""{"a":{"dtype":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":1}}}}}}}},"shape":[2],"data_offsets":[0,8]}}""", 8,
        "dtype: expected a string, found an object")]
    [InlineData("""{"a":{"dtype":"F32","shape":[[2]],"data_offsets":[0,8]}}""", 8, "found an array")]
    [InlineData("""{"a":{"dtype":"F32","shape":"2","data_offsets":[0,8]}}""", 8, "found a string")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":{"0":8}}}""", 8, "found an object")]
    [InlineData("""{"a":{"dtype":5,"shape":[2],"data_offsets":[0,8]}}""", 8, "dtype: expected a string, found 5")]
    // Shapes.
    [InlineData("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, "found -2")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}""", 8, "found 2.0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2e0],"data_offsets":[0,8]}}""", 8, "found 2e0")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,8]}}""", 8, "found 9223372036854775808")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904],"data_offsets":[0,0]}}""", 0, "2^63")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}""", 0, "2^63")]
    [InlineData("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, "expected 12 bytes")]
    [InlineData("""{"a":{"dtype":"F64","shape":[2],"data_offsets":[0,8]}}""", 8, "expected 16 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,8]}}""", 8, "expected 0 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[],"data_offsets":[0,8]}}""", 8, "expected 4 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,7]}}""", 7, "expected 8 bytes")]
    // Offsets.
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, "expected 2 numbers, found 1")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,16]}}""", 8, "at most 2 numbers")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, "found [8, 0)")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, "found -8")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""", 8, "found [8, 16)")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, "7 bytes of data")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, "after 8 bytes of data, found 9")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "belong to no tensor")]
    [InlineData("{}", 1, "after 0 bytes of data, found 1")]
    // Metadata.
    [InlineData("""{"__metadata__":"x"}""", 0, "__metadata__: expected an object of strings, found a string")]
    [InlineData("""{"__metadata__":{"x":1}}""", 0, "key 'x': expected a string, found 1")]
    [InlineData("""{"__metadata__":{"x":{"y":"z"}}}""", 0, "key 'x': expected a string, found an object")]
    [InlineData("""{"__metadata__":{"x":"1","x":"2"}}""", 0, "key 'x' occurs twice")]
    [InlineData("""{"__metadata__":{},"__metadata__":{}}""", 0, "__metadata__ occurs twice")]
    public void A_header_that_breaks_the_format_is_refused_by_name(string header, int dataLength, string problem)
    {
        InvalidDataException thrown = Refused(SafetensorsBytes.Of(header, dataLength));

        Assert.Contains("'hostile'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Duplicate_names_are_refused() =>
        Assert.Contains("tensor 'a': the name occurs twice", Refused(SafetensorsBytes.Of($$"""{"a":{{Good}},"a":{{Good}}}""", 8)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Overlapping_tensors_are_refused()
    {
        string header = $"{{{SafetensorsBytes.Entry("a", "F32", "2", "0,8")},{SafetensorsBytes.Entry("b", "F32", "2", "4,12")}}}";

        Assert.Contains("tensor 'b': data_offsets: expected to begin at 8, where tensor 'a' ends", Refused(SafetensorsBytes.Of(header, 12)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_too_many_dimensions_is_refused()
    {
        string header = $"{{{SafetensorsBytes.Entry("a", "U8", string.Join(',', Enumerable.Repeat(1, 65)), "0,1")}}}";

        Assert.Contains("at most 64 numbers", Refused(SafetensorsBytes.Of(header, 1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_not_text_are_refused() =>
        Assert.Contains("JSON", Refused([.. SafetensorsBytes.Prefix(8), .. "{\""u8, 0xFF, 0xFE, .. "\":1}"u8]).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_file_too_short_for_a_length_is_refused(int length) =>
        Assert.Contains($"at least 8 bytes, found {length}", Refused(new byte[length]).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_truncation_of_a_good_file_is_refused()
    {
        byte[] file = SafetensorsBytes.Of($$"""{"a":{{Good}}}""", 8);
        using (var whole = new SafetensorsReader(new MemoryStream(file), "whole"))
        {
            Assert.Single(whole.Entries);
        }
        for (int length = 0; length < file.Length; length++)
        {
            Refused(file[..length]);
        }
    }

    [Fact]
    public void No_single_changed_byte_of_a_header_escapes_as_another_exception()
    {
        byte[] file = SafetensorsBytes.Of($$"""{"__metadata__":{"k":"v"},"a":{{Good}}}""", 8);
        int headerEnd = file.Length - 8, refused = 0;
        for (int i = 0; i < headerEnd; i++)
        {
            for (int value = 0; value < 256; value += 5)
            {
                byte[] changed = [.. file];
                changed[i] = (byte)value;
                try
                {
                    using var reader = new SafetensorsReader(new MemoryStream(changed), "changed");
                }
                catch (InvalidDataException)
                {
                    refused++;
                }
            }
        }
        Assert.InRange(refused, 1000, headerEnd * 52);
    }

    [Theory]
    [InlineData(5_000_000_000_000UL)]
    [InlineData(ulong.MaxValue)]
    [InlineData(1UL << 63)]
    [InlineData(9UL)]
    public void A_header_that_claims_more_than_the_file_has_is_refused_without_allocating_it(ulong claimed)
    {
        byte[] file = [.. SafetensorsBytes.Prefix(claimed), .. "{}      "u8];

        InvalidDataException thrown = RefusedCheaply(file);

        Assert.Contains($"claims {claimed}", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_that_claims_terabytes_is_refused_without_allocating_it()
    {
        string header = $"{{{SafetensorsBytes.Entry("huge", "F32", "1000000,1000000", "0,4000000000000")}}}";

        Assert.Contains("tensor 'huge'", RefusedCheaply(SafetensorsBytes.Of(header, 8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_beyond_the_formats_limit_is_refused_even_if_the_file_has_it()
    {
        using var folder = new TemporaryFolder();
        using (var sparse = new FileStream(folder["sparse"], FileMode.CreateNew))
        {
            sparse.Write(SafetensorsBytes.Prefix(100_000_001));
            sparse.SetLength(200_000_000);
        }

        var thrown = Assert.Throws<InvalidDataException>(() => new SafetensorsReader(folder["sparse"]));

        Assert.Contains("at most 100000000 bytes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_shows_a_hostile_name_shortened_and_without_control_characters()
    {
        string name = "x\\u001b[31m" + new string('y', 100_000);

        string message = Refused(SafetensorsBytes.Of($$"""{"{{name}}":1}""", 0)).Message;

        Assert.InRange(message.Length, 50, 400);
        Assert.DoesNotContain('\u001b', message);
    }

    [Fact]
    public void A_boolean_that_is_neither_0_nor_1_is_refused()
    {
        byte[] file = SafetensorsBytes.Of($"{{{SafetensorsBytes.Entry("mask", "BOOL", "3", "0,3")}}}", [1, 0, 2]);
        using var reader = new SafetensorsReader(new MemoryStream(file), "hostile");

        var thrown = Assert.Throws<InvalidDataException>(() => reader.Read("mask"));

        Assert.Contains("'hostile': tensor 'mask'", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("found 2", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_cut_short_after_it_was_opened_is_refused_when_it_is_read()
    {
        var stream = new MemoryStream();
        stream.Write(SafetensorsBytes.Of($$"""{"a":{{Good}}}""", 8));
        stream.Position = 0;
        using var reader = new SafetensorsReader(stream, "cut");
        stream.SetLength(stream.Length - 1);

        Assert.Contains("'cut': tensor 'a'", Assert.Throws<InvalidDataException>(() => reader.Read("a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refused_file_is_closed_again()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder["bad"], new byte[8]);

        Assert.Throws<InvalidDataException>(() => new SafetensorsReader(folder["bad"]));

        // Would fail if the reader still had it open.
        using var exclusive = new FileStream(folder["bad"], FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(8, exclusive.Length);
    }

    [Fact]
    public void An_offset_that_is_no_multiple_of_the_elements_size_is_accepted()
    {
        string header = $"{{{SafetensorsBytes.Entry("flag", "U8", "1", "0,1")},{SafetensorsBytes.Entry("x", "F32", "1", "1,5")}}}";
        using var reader = new SafetensorsReader(new MemoryStream(SafetensorsBytes.Of(header, [7, .. BitConverter.GetBytes(1.5f)])), "unaligned");
        using Tensor x = reader.Read("x");

        Assert.Equal(1.5f, x.data<float>()[0]);
    }

    private static InvalidDataException Refused(byte[] file) =>
        Assert.Throws<InvalidDataException>(() => new SafetensorsReader(new MemoryStream(file), "hostile"));

    private static InvalidDataException RefusedCheaply(byte[] file)
    {
        Refused(file);
        long before = GC.GetAllocatedBytesForCurrentThread();
        InvalidDataException thrown = Refused(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 * 1024);
        return thrown;
    }
}
