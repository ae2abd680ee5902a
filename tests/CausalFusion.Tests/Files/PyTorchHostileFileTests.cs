using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using CausalFusion.Files;
using TorchSharp;
using static CausalFusion.Tests.Files.PyTorchBytes;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

/// <summary>Files made to harm: refused by name, within little time and memory, and nothing of them is ever run.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PyTorchHostileFileTests
{
    [Theory]
    [InlineData("posix", "system")]
    [InlineData("os", "system")]
    [InlineData("nt", "system")]
    [InlineData("builtins", "eval")]
    [InlineData("builtins", "getattr")]
    [InlineData("subprocess", "Popen")]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("collections", "OrderedDict.__init__")]
    [InlineData("torch.jit._script", "RecursiveScriptModule")]
    public void What_a_pickle_asks_for_beside_tensors_is_never_run(string module, string name)
    {
        using var folder = new TemporaryFolder();
        byte[] call = [.. Global(module, name), .. Mark, .. Utf8($"touch {folder["harm"]}"), .. ToTuple, .. Call];
        byte[] more = [.. Utf8("x"), .. call, .. List, .. Utf8("state"), .. "ab"u8, .. "s"u8]; // appended to, and given a state
        foreach (byte[] pickle in (byte[][])[
            [.. Proto, .. Dictionary, .. more, .. Utf8("w"), .. Tensor(0, [6], [1]), .. "s"u8, .. Stop],
            [0x80, 4, .. Dictionary, .. Utf8("x"), .. Utf8(module), .. Utf8(name), 0x93, .. "s"u8, .. Utf8("w"), .. Tensor(0, [6], [1]), .. "s"u8,
                .. Stop]])
        {
            using var scope = NewDisposeScope();
            using var reader = new PyTorchReader(new MemoryStream(File(pickle)), "file");

            Assert.Equal([0f, 1, 2, 3, 4, 5], reader.Read("w").data<float>().ToArray());
            Assert.Single(reader.Entries);
        }
        Assert.Empty(folder.FileNames);
    }

    [Theory]
    [InlineData("torch._utils", "_rebuild_sparse_tensor", "what 'torch._utils._rebuild_sparse_tensor' makes")]
    [InlineData("numpy.core.multiarray", "_reconstruct", "an object of 'numpy.core.multiarray._reconstruct'")]
    public void What_stands_in_a_tensor_s_place_is_refused_by_name_where_the_tensor_is_wanted(string module, string name, string named)
    {
        byte[] file = File(
            Proto, Dictionary, Utf8("x"), Global(module, name), EmptyTuple, Call, "s"u8.ToArray(), Utf8("w"), Tensor(0, [6], [1]), "s"u8.ToArray(),
            Stop);
        using var reader = new PyTorchReader(new MemoryStream(file), "file");

        Assert.Equal(["x", "w"], reader.Entries.Keys);
        Assert.Contains(
            $"'file': tensor 'x': expected a tensor of numbers, found {named}", Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_of_a_type_that_is_not_read_is_refused_where_it_is_wanted()
    {
        using var reader = new PyTorchReader(new MemoryStream(FileOf(0, [6], [1], storage: "QInt8Storage")), "file");

        Assert.Contains(
            "a tensor of the type 'torch.QInt8Storage'", Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("i", "INST")]
    [InlineData("o", "OBJ")]
    [InlineData("\u0082", "EXT1")]
    [InlineData("P", "PERSID")]
    [InlineData("2", "DUP")]
    [InlineData("p", "PUT")]
    [InlineData("\u0097", "NEXTBUFFER")]
    [InlineData("\u00ff", "byte 0xFF")]
    public void An_opcode_that_torch_save_does_not_write_is_refused_by_name(string opcode, string named) =>
        Refused(File(Proto, Encoding.Latin1.GetBytes(opcode), Stop), named);

    [Theory]
    [InlineData(0, new long[] { 6 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 1, 2 })]
    [InlineData(1, new long[] { 2 }, new long[] { 1 })]
    public void A_changed_byte_of_a_tensor_is_found_wherever_in_its_storage_it_is(int first, long[] shape, long[] strides)
    {
        byte[] file = PyTorchBytes.FileOf(first, shape, strides);
        int last = file.AsSpan().IndexOf([.. BitConverter.GetBytes(4f), .. BitConverter.GetBytes(5f)]) + 7;
        file[last] ^= 1;
        using var scope = NewDisposeScope();
        using var reader = new PyTorchReader(new MemoryStream(file), "file.pt");

        for (int times = 0; times < 2; times++)
        {
            string message = Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message;
            Assert.StartsWith("'file.pt': tensor 'x': zip entry 'a/data/0': expected the checksum ", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_changed_byte_of_the_program_is_found_before_it_runs()
    {
        byte[] file = PyTorchBytes.FileOf(0, [6], [1]);
        file[file.AsSpan().IndexOf("FloatStorage"u8)] ^= 1;

        string message = Assert.Throws<InvalidDataException>(() => new PyTorchReader(new MemoryStream(file), "file.pt")).Message;

        Assert.StartsWith("'file.pt': zip entry 'a/data.pkl': expected the checksum ", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_for_which_no_checksums_were_computed_is_read_as_it_is()
    {
        byte[] file = PyTorchBytes.FileOf(0, [6], [1]);
        const int ChecksumInDirectory = 16;
        for (int at = 0, next; (next = file.AsSpan(at).IndexOf("PK\x01\x02"u8)) >= 0; at += next + 4)
        {
            file.AsSpan(at + next + ChecksumInDirectory, 4).Clear();
        }
        using var scope = NewDisposeScope();
        using var reader = new PyTorchReader(new MemoryStream(file), "file.pt");

        Assert.Equal([0f, 1, 2, 3, 4, 5], reader.Read("x").data<float>().ToArray());
    }

    [Fact]
    public void Functions_are_only_called_as_torch_save_has_them_called()
    {
        Refused(File(Proto, Global("torch._utils", "_rebuild_tensor_v2"), EmptyTuple, Call, Stop),
            "expected the arguments that torch.save writes for RebuildTensor");
        Refused(File(Proto, Global("torch._utils", "_rebuild_parameter"), Mark, None, False, None, ToTuple, Call, Stop), "RebuildParameter");
        Refused(File(Proto, Utf8("print"), EmptyTuple, Call, Stop), "no function");
        Refused(File(Proto, Global("collections", "OrderedDict"), List, Call, Stop), "expected a tuple of arguments");
        Refused(File(Proto, List, Dictionary, "b"u8.ToArray(), Stop), "sets the state of something that has none");
        Refused(File(Proto, Utf8("storage"), "Q"u8.ToArray(), Stop), "expected a reference to a storage");
    }

    [Theory]
    [InlineData(0, new long[] { 7 }, new long[] { 1 })]
    [InlineData(1, new long[] { 6 }, new long[] { 1 })]
    [InlineData(6, new long[] { }, new long[] { })]
    [InlineData(-1, new long[] { 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 2 }, new long[] { 5, 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { -1 })]
    [InlineData(0, new long[] { -2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2 }, new long[] { long.MaxValue })]
    [InlineData(0, new long[] { 3, 3 }, new long[] { long.MaxValue, long.MaxValue })]
    [InlineData(long.MaxValue, new long[] { 2 }, new long[] { 1 })]
    [InlineData(0, new long[] { 2, 3 }, new long[] { 1 })]
    [InlineData(0, new long[] { 1L << 62, 1L << 62, 0 }, new long[] { 0, 0, 0 })]
    [InlineData(0, new long[] { 1L << 32, 1L << 32 }, new long[] { 0, 0 })]
    [InlineData(7, new long[] { 0 }, new long[] { 1 })]
    public void A_tensor_that_does_not_lie_in_its_storage_is_refused(long first, long[] shape, long[] strides) =>
        Refused(FileOf(first, shape, strides), "a tensor of storage 'a/data/0'");

    [Fact]
    public void A_tensor_of_too_many_dimensions_is_refused() =>
        Refused(FileOf(0, [.. Enumerable.Repeat(1L, 65)], [.. Enumerable.Repeat(1L, 65)]), "at most 64 sizes");

    [Theory]
    [InlineData(7, "FloatStorage")]
    [InlineData(5, "FloatStorage")]
    [InlineData(-6, "FloatStorage")]
    [InlineData(1L << 62, "FloatStorage")]
    [InlineData(long.MaxValue, "ComplexDoubleStorage")]
    [InlineData(6, "DoubleStorage")]
    public void A_storage_that_is_not_as_long_as_it_says_is_refused(long count, string type) =>
        Refused(FileOf(0, [1], [1], count, type), $"storage '0': expected {count} elements");

    [Fact]
    public void A_storage_that_is_not_there_is_refused() =>
        Refused(Zip(("a/data.pkl", [.. Proto, .. Dictionary, .. Utf8("x"), .. Tensor(0, [1], [1]), .. "s."u8])),
            "storage '0': the archive has no such entry");

    [Fact]
    public void A_few_bytes_that_claim_to_be_a_large_tensor_are_refused_without_making_it()
    {
        using var reader = new PyTorchReader(new MemoryStream(FileOf(0, [1 << 20, 1 << 20], [0, 0])), "file");

        Assert.Contains(
            "found one of 4398046511104 bytes that repeat 24", Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Many_views_of_one_storage_are_refused_when_they_would_fill_a_disk()
    {
        byte[] storage = new byte[4 << 20];
        byte[] one = Tensor(0, [1 << 20], [1], 1 << 20);
        byte[] pickle =
            [.. Proto, .. List, .. Put(0), .. Mark, .. one, .. Put(1), .. Enumerable.Repeat(Get(1), 40).SelectMany(get => get), .. "e."u8];

        RefusedCheaply(Zip(("a/data.pkl", pickle), ("a/data/0", storage)), "they repeat what is stored too often");
    }

    [Fact]
    public void Containers_that_lead_to_no_tensor_are_not_walked_however_often_they_are_shared()
    {
        byte[] levels = [.. Enumerable.Range(1, 31).SelectMany(
            level => (byte[])[.. List, .. Put(level), .. Mark, .. Get(level - 1), .. Get(level - 1), .. "e"u8])];
        byte[] doubling = [.. List, .. Put(0), .. levels];
        byte[] long1 = [.. List, .. Put(0), .. Mark, .. Enumerable.Repeat("N"u8[0], 100_000), .. "e"u8];

        ReadCheaply(File(Proto, List, Put(0), Get(0), Append, Stop));
        ReadCheaply(File(Proto, Dictionary, Put(0), Utf8("self"), Get(0), "s"u8.ToArray(), Stop));
        ReadCheaply(File(Proto, [.. Enumerable.Repeat("]"u8[0], 100_000)], [.. Enumerable.Repeat("a"u8[0], 99_999)], Stop));
        ReadCheaply(File(Proto, List, Mark, doubling, "e"u8.ToArray(), Stop));
        ReadCheaply(File(Proto, List, Mark, long1, [.. Enumerable.Repeat(Get(0), 100_000).SelectMany(get => get)], "e"u8.ToArray(), Stop));
    }

    [Theory]
    [InlineData(2, 31)]
    [InlineData(5, 20)]
    [InlineData(20, 5)]
    public void Containers_of_tensors_that_multiply_at_each_level_are_refused_at_once(int times, int depth)
    {
        byte[] levels = [.. Enumerable.Range(1, depth - 1).SelectMany(
            level => (byte[])[.. List, .. Put(level), .. Mark, .. Enumerable.Repeat(Get(level - 1), times).SelectMany(get => get), .. "e"u8])];
        byte[] bottom = [.. List, .. Put(0), .. Mark, .. Tensor(0, [1], [1]), .. "e"u8];

        var watch = Stopwatch.StartNew();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(File(Proto, List, Mark, bottom, levels, "e"u8.ToArray(), Stop), "its containers are shared");

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000_000);
    }

    [Fact]
    public void A_model_that_is_its_own_average_has_both_names_and_a_container_within_itself_is_entered_once()
    {
        byte[] weights = [.. Dictionary, .. Put(0), .. Utf8("x"), .. Tensor(0, [6], [1]), .. "s"u8, .. Utf8("self"), .. Get(0), .. "s"u8];
        using var reader = new PyTorchReader(
            new MemoryStream(File(Proto, Dictionary, Utf8("model"), weights, "s"u8.ToArray(), Utf8("ema"), Get(0), "s"u8.ToArray(), Stop)), "file");

        Assert.Equal(["model.x", "ema.x"], reader.Entries.Keys);
    }

    [Fact]
    public void Long_names_are_refused_before_they_fill_the_memory()
    {
        byte[] one = [.. Tensor(0, [1], [1]), .. Put(1)];
        byte[] many = [.. List, .. Put(2), .. Mark, .. one, .. Enumerable.Repeat(Get(1), 300_000).SelectMany(get => get), .. "e"u8];

        RefusedCheaply(File(Proto, Dictionary, Utf8(new string('k', 2001)), one, "s"u8.ToArray(), Stop), "names of at most 2000 characters");
        RefusedCheaply(File(Proto, Dictionary, Utf8(new string('k', 1900)), many, "s"u8.ToArray(), Stop), "50000000 in all");
        RefusedCheaply(File(Proto, Dictionary, Utf8("k"), many, "s"u8.ToArray(), Stop), "tensors in so short a pickle");
    }

    [Fact]
    public void A_pickle_that_remembers_or_pushes_too_much_is_refused()
    {
        RefusedCheaply(File(Proto, List, Put(int.MaxValue), Stop), "expected at most 4000000 remembered values");
        RefusedCheaply(File(Proto, List, "j"u8.ToArray(), UInt32(uint.MaxValue), Stop), "expected a value that was remembered");
        RefusedCheaply(File(Proto, [.. Enumerable.Repeat("}"u8[0], 5_000_000)], Stop), "expected at most 4000000 values");
        RefusedCheaply(File(Proto, [.. Enumerable.Repeat("("u8[0], 5_000_000)], Stop), "expected at most 4000000 values");
        RefusedCheaply(File(Proto, new byte[65_000_000]), "expected at most 64000000 bytes");
    }

    [Fact]
    public void A_pickle_that_ends_too_early_or_claims_more_than_it_has_is_refused()
    {
        RefusedCheaply(File(Proto, "X"u8.ToArray(), UInt32(uint.MaxValue), "abc"u8.ToArray()), "expected 4294967295 bytes more");
        RefusedCheaply(File(Proto, "B"u8.ToArray(), UInt32(0x7fffffff)), "bytes more, found its end");
        Refused(File(Proto, "c"u8.ToArray(), [.. Enumerable.Repeat("x"u8[0], 2000)]), "a name of at most 1000 bytes");
        Refused(File(Proto, "e"u8.ToArray(), Stop), "expected a mark");
        Refused(File(Proto, Dictionary, "s"u8.ToArray(), Stop), "expected 2 values");
        Refused(File(Proto, Dictionary, Mark, Utf8("a"), SetItems, Stop), "pairs of keys and values");
        Refused(File(Proto, List, List, Stop), "expected one value, found more");
        Refused(File(Proto, Stop), "expected a value, found none");
        Refused(File(Proto), "found its end");
        Refused(File([0x80, 9], List, Stop), "expected pickle protocol 1 to 5, found 9");
        Refused(File(Proto, "X"u8.ToArray(), UInt32(1), [0xFF], Stop), "expected UTF-8");
    }

    [Fact]
    public void Tensors_without_a_name_of_their_own_are_refused()
    {
        byte[] x = [.. Utf8("x"), .. Tensor(0, [1], [1]), .. "s"u8];

        Refused(File(Proto, Dictionary, x, x, Stop), "tensor 'x': the name occurs twice");
        Refused(File(Proto, Tensor(0, [1], [1]), Stop), "found a tensor without a name");
        Refused(File(Proto, Utf8("x"), Stop), "expected a dictionary of tensors");
    }

    [Fact]
    public void Other_formats_are_refused_with_what_they_are()
    {
        byte[] empty = [.. Proto, .. Dictionary, .. Stop];
        Refused([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, .. Stop, 0x80, 2],
            "PyTorch's older format (before 1.6)");
        Refused(Zip(("a/data.pkl", empty), ("a/constants.pkl", empty), ("a/code/__torch__.py", [])), "found a TorchScript archive");
        Refused(Zip(("a/data.pkl", empty), ("a/byteorder", "big"u8.ToArray())), "found the byte order 'big'");
        Refused(Zip(("a/readme.txt", empty)), "with one data.pkl, found a zip archive of other files: 'a/readme.txt'");
        Refused(Zip(("a/data.pkl", empty), ("b/data.pkl", empty)), "with one data.pkl, found 2 of them");
        Refused([1, 2, 3], "expected a zip archive that torch.save wrote, found something else");
        Refused([], "found something else");
        new PyTorchReader(new MemoryStream(Zip(("a/data.pkl", empty), ("a/byteorder", "little"u8.ToArray()))), "little").Dispose();
    }

    [Fact]
    public void A_compressed_archive_is_refused_without_expanding_it()
    {
        byte[] bomb = Zip(CompressionLevel.SmallestSize, ("a/data.pkl", new byte[1 << 26]));

        RefusedCheaply(bomb, "zip entry 'a/data.pkl': expected it to be stored as it is");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a/../b")]
    [InlineData("c:\\windows")]
    [InlineData("a\0b")]
    public void An_entry_whose_name_leads_out_of_the_archive_is_refused(string name) =>
        Refused(Zip(("a/data.pkl", [.. Proto, .. Dictionary, .. Stop]), (name, [1])), "expected a name that is a relative path inside the archive");

    [Fact]
    public void Entries_that_occur_twice_or_overlap_are_refused()
    {
        Refused(Zip(("a/data.pkl", [.. Proto, .. Dictionary, .. Stop]), ("a/data/0", [1]), ("a/data/0", [2])),
            "zip entry 'a/data/0': the name occurs twice");

        byte[] overlapping = Zip(("a/1", new byte[40]), ("a/2", new byte[40]));
        int second = DirectoryEntry(overlapping, 1);
        // The second entry's header moves into the first one's data, where a header is put that looks like its own.
        byte[] header = overlapping.AsSpan(BinaryPrimitives.ReadInt32LittleEndian(overlapping.AsSpan(second + 42)), 33).ToArray();
        header.CopyTo(overlapping.AsSpan(34));
        BinaryPrimitives.WriteInt32LittleEndian(overlapping.AsSpan(second + 42), 34);
        Refused(overlapping, "of its own in the archive, found others' in their place");
    }

    [Theory]
    [InlineData(8, 1, "it is encrypted")]
    [InlineData(24, 0xFFFF, "expected as many bytes in the archive as it has")]
    [InlineData(42, 0xFFFF, "its header")]
    [InlineData(42, 1, "expected its header at byte 1")]
    public void A_directory_that_lies_about_an_entry_is_refused(int field, int value, string problem)
    {
        byte[] file = Zip(("a/data.pkl", [.. Proto, .. Dictionary, .. Stop]));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(DirectoryEntry(file, 0) + field), (ushort)value);

        Refused(file, problem);
    }

    [Fact]
    public void A_file_cut_anywhere_is_refused()
    {
        byte[] file = FileOf(0, [2, 3], [3, 1]);
        for (int length = 0; length < file.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => new PyTorchReader(new MemoryStream(file[..length]), "cut"));
        }
        Assert.Throws<InvalidDataException>(() => new PyTorchReader(new MemoryStream([.. file, 0]), "longer"));
    }

    [Fact]
    public void Changed_bytes_give_tensors_or_a_refusal_but_nothing_else()
    {
        byte[] file = System.IO.File.ReadAllBytes(Path.Combine(Repository.Golden, "pt_layouts.pt"));
        var random = new Random(7);
        int read = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] changed = (byte[])file.Clone();
            for (int j = random.Next(1, 4); j > 0; j--)
            {
                changed[random.Next(changed.Length)] = (byte)random.Next(256);
            }
            try
            {
                using DisposeScope scope = NewDisposeScope();
                using var reader = new PyTorchReader(new MemoryStream(changed), "changed");
                reader.ReadAll();
                read++;
            }
            catch (InvalidDataException)
            {
            }
        }
        Assert.InRange(read, 100, 3900);
    }

    [Fact]
    public void A_boolean_that_is_neither_true_nor_false_is_refused()
    {
        byte[] pickle = [.. Proto, .. Dictionary, .. Utf8("x"), .. Tensor(0, [2], [1], 2, "BoolStorage"), .. "s."u8];
        using var reader = new PyTorchReader(new MemoryStream(Zip(("a/data.pkl", pickle), ("a/data/0", [1, 2]))), "file");

        Assert.Contains(
            "tensor 'x': expected only bytes 0 and 1", Assert.Throws<InvalidDataException>(() => reader.Read("x")).Message, StringComparison.Ordinal);
    }

    private static int DirectoryEntry(byte[] zip, int index)
    {
        int at = BinaryPrimitives.ReadInt32LittleEndian(zip.AsSpan(zip.Length - 6));
        for (; index > 0; index--)
        {
            at += 46 + BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 28)) + BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 30));
        }
        return at;
    }

    private static void Refused(byte[] file, string problem)
    {
        var stream = new MemoryStream(file);

        var thrown = Assert.Throws<InvalidDataException>(() => new PyTorchReader(stream, "hostile.pt"));

        Assert.StartsWith("'hostile.pt': ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(problem, thrown.Message, StringComparison.Ordinal);
        Assert.False(stream.CanRead);
    }

    private static void ReadCheaply(byte[] file)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        using var reader = new PyTorchReader(new MemoryStream(file), "file");

        Assert.Empty(reader.Entries);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000_000);
    }

    private static void RefusedCheaply(byte[] file, string problem)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();

        Refused(file, problem);

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000_000);
    }
}
