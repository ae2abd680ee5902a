using System.IO.Compression;
using System.Text;
using Microsoft.ML.Data;
using Microsoft.ML.Tests.Core.ThirdParty;

namespace Microsoft.ML.Tests.Core;

public class HostileModelTests
{
    [Fact]
    public void A_file_that_is_no_zip_is_refused()
    {
        Assert.Throws<FormatException>(() => Load([1, 2, 3, 4, 5]));
        Assert.Throws<FormatException>(() => Load([]));
    }

    [Fact]
    public void A_zip_without_a_model_is_refused()
    {
        Assert.ThrowsAny<Exception>(() => Load(Zip(("readme.txt", "hello"u8.ToArray()))));
    }

    [Fact]
    public void A_truncated_zip_is_refused()
    {
        var whole = Model();

        for (int length = 0; length < whole.Length; length += 97)
            Assert.ThrowsAny<Exception>(() => Load(whole[..length]));
    }

    [Fact]
    public void A_model_stream_cut_anywhere_is_refused()
    {
        var key = Entry(Model(), "TransformerChain/Model.key");

        for (int length = 0; length < key.Length; length += 13)
            Assert.IsType<FormatException>(Assert.ThrowsAny<Exception>(() => Load(Replace(Model(), "TransformerChain/Model.key", key[..length]))).GetBaseException());
    }

    [Fact]
    public void A_header_whose_blocks_lie_outside_of_the_stream_is_refused()
    {
        var key = Entry(Model(), "TransformerChain/Model.key");

        // The offsets and sizes of the model, of the strings and of the tail.
        foreach (int field in new[] { 0x10, 0x18, 0x20, 0x28, 0x30, 0x38, 0x80, 0x88 })
        {
            foreach (long value in new[] { -1, long.MaxValue, 1L << 40 })
            {
                var damaged = key.ToArray();
                BitConverter.TryWriteBytes(damaged.AsSpan(field), value);
                Assert.IsType<FormatException>(Assert.ThrowsAny<Exception>(() => Load(Replace(Model(), "TransformerChain/Model.key", damaged))).GetBaseException());
            }
        }
    }

    [Fact]
    public void A_chain_that_claims_more_members_than_there_are_is_refused_without_allocating_them()
    {
        var key = Entry(Model(), "TransformerChain/Model.key");
        BitConverter.TryWriteBytes(key.AsSpan(0x100), 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsAny<Exception>(() => Load(Replace(Model(), "TransformerChain/Model.key", key)));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void A_damaged_schema_is_refused()
    {
        var schema = Entry(Model(), "Schema");

        for (int length = 0; length < schema.Length - 1; length += 5)
            Assert.ThrowsAny<Exception>(() => Load(Replace(Model(), "Schema", schema[..length])));
    }

    [SubstituteFact("Microsoft.ML unpacks whatever an archive holds.")]
    public void An_entry_that_claims_to_unpack_to_gigabytes_is_refused_before_it_is_unpacked()
    {
        var bytes = Model();
        // The central directory's record of the weights: signature, then 24 bytes to the unpacked size, then 22 to the name.
        int name = bytes.AsSpan().LastIndexOf("TransformerChain/Transform_000/Weights"u8);
        Assert.Equal(0x02014B50u, BitConverter.ToUInt32(bytes, name - 46));
        BitConverter.TryWriteBytes(bytes.AsSpan(name - 22), 0xFFFFFF00u);

        var error = Assert.ThrowsAny<Exception>(() => Load(bytes)).GetBaseException();

        Assert.IsType<FormatException>(error);
        Assert.Contains("Weights", error.Message, StringComparison.Ordinal);
    }

    [SubstituteFact("Microsoft.ML unpacks whatever an archive holds.")]
    public void An_entry_that_unpacks_to_less_than_it_claims_is_refused()
    {
        var bytes = Model();
        int name = bytes.AsSpan().LastIndexOf("TransformerChain/Transform_000/Weights"u8);
        BitConverter.TryWriteBytes(bytes.AsSpan(name - 22), 5000u);

        Assert.IsType<FormatException>(Assert.ThrowsAny<Exception>(() => Load(bytes)).GetBaseException());
    }

    [SubstituteFact("Microsoft.ML lets the loader's exceptions through.")]
    public void An_assembly_name_that_leads_nowhere_is_refused_and_told()
    {
        const string EntryName = "TransformerChain/Model.key";
        var key = Entry(Model(), EntryName);
        int at = (int)BitConverter.ToInt64(key, 0x90), length = BitConverter.ToInt32(key, 0x98);
        foreach (string name in new[] { "Nobody.Has.This", "=,=\"", "a\0b", " " })
        {
            string padded = name.PadRight(length / sizeof(char));
            Encoding.Unicode.GetBytes(padded).CopyTo(key, at);

            var error = Assert.ThrowsAny<Exception>(() => Load(Replace(Model(), EntryName, key)));

            for (; error is not FormatException; error = error.InnerException)
                Assert.NotNull(error);
            Assert.Contains($"'{padded}'", error.Message, StringComparison.Ordinal);
        }
    }

    private static ITransformer Load(byte[] bytes)
    {
        var ml = new MLContext();
        ScalingTransformer.Register(ml);
        return ml.Model.Load(new MemoryStream(bytes), out _);
    }

    private static byte[] Model()
    {
        var ml = new MLContext();
        var stream = new MemoryStream();
        ml.Model.Save(new TransformerChain<ITransformer>(new ScalingTransformer("Scaled", "Value", [2])), ml.Data.LoadFromEnumerable(Numbers.UpTo(1)).Schema, stream);
        return stream.ToArray();
    }

    private static byte[] Zip(params IEnumerable<(string Name, byte[] Bytes)> entries)
    {
        var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach (var (name, bytes) in entries)
            {
                using var target = zip.CreateEntry(name).Open();
                target.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static byte[] Entry(byte[] model, string name) => Entries(model).Single(e => e.Name == name).Bytes;

    private static byte[] Replace(byte[] model, string name, byte[] bytes) => Zip(Entries(model).Select(e => e.Name == name ? (name, bytes) : e));

    private static List<(string Name, byte[] Bytes)> Entries(byte[] model)
    {
        using var zip = new ZipArchive(new MemoryStream(model));
        return [.. zip.Entries.Select(entry =>
        {
            using var source = entry.Open();
            var bytes = new MemoryStream();
            source.CopyTo(bytes);
            return (entry.FullName.Replace('\\', '/'), bytes.ToArray());
        })];
    }
}
