using CausalFusion.Checkpoints;
using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CausalFusion.Tests.Files;

public sealed class PyTorchWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void What_is_written_is_read_again()
    {
        using var module = Linear(3, 2);
        PyTorchWriter.Save(_folder["f"], module.state_dict().Select(item => (item.Key, item.Value)));
        using var loaded = Linear(3, 2);
        using TensorReader reader = TensorReader.Open(_folder["f"]);

        StateDict.Load(loaded, reader);

        SafetensorsRoundTripTests.AssertSame(module.weight, loaded.weight);
        SafetensorsRoundTripTests.AssertSame(module.bias!, loaded.bias!);
        Assert.Equal(["f"], _folder.FileNames);
    }

    [Theory]
    [InlineData("pt_types")]
    [InlineData("pt_layouts")]
    [InlineData("pt_checkpoint")]
    public void Every_type_and_layout_goes_through_a_file_that_another_writes(string name)
    {
        using var original = new PyTorchReader(Path.Combine(Repository.Golden, name + ".pt"));

        PyTorchWriter.Save(_folder["copy"], original);

        using var copy = new PyTorchReader(_folder["copy"]);
        Assert.Equal(original.Entries.Keys, copy.Entries.Keys);
        foreach (string key in original.Entries.Keys)
        {
            Tensor expected = original.Read(key), found = copy.Read(key);
            Assert.Equal((expected.dtype, string.Join(',', expected.shape)), (found.dtype, string.Join(',', found.shape)));
            Assert.True(expected.bytes.SequenceEqual(found.bytes), key);
        }
    }

    [Fact]
    public void A_checkpoint_becomes_a_safetensors_file()
    {
        using var original = new PyTorchReader(Path.Combine(Repository.Golden, "pt_layouts.pt"));

        SafetensorsWriter.Save(_folder["copy"], original, new Dictionary<string, string> { ["note"] = "made of a .pt" });

        using var copy = new SafetensorsReader(_folder["copy"]);
        using var expected = new SafetensorsReader(Path.Combine(Repository.Golden, "pt_layouts.safetensors"));
        Assert.Equal("made of a .pt", copy.Metadata["note"]);
        Assert.Equal(expected.Entries.Keys.Order(StringComparer.Ordinal), copy.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.All(expected.Entries.Keys, key => SafetensorsRoundTripTests.AssertSame(expected.Read(key), copy.Read(key)));
    }

    [Fact]
    public void The_same_tensors_give_the_same_bytes_in_a_file_and_in_a_stream()
    {
        (string, Tensor)[] tensors = [("a", arange(5)), ("b", ones(2, 3).t())];
        var stream = new MemoryStream();

        PyTorchWriter.Save(_folder["f"], tensors);
        PyTorchWriter.Save(stream, tensors);

        Assert.Equal(File.ReadAllBytes(_folder["f"]), stream.ToArray());
    }

    [Fact]
    public void What_cannot_be_written_leaves_the_older_file()
    {
        PyTorchWriter.Save(_folder["f"], [("a", ones(1))]);
        byte[] before = File.ReadAllBytes(_folder["f"]);

        Assert.Throws<ArgumentException>(() => PyTorchWriter.Save(_folder["f"], [("a", ones(1)), ("a", ones(1))]));
        Assert.Throws<ArgumentException>(() => PyTorchWriter.Save(_folder["f"], [("\ud800", ones(1))]));
        Assert.Throws<DirectoryNotFoundException>(() => PyTorchWriter.Save(_folder["no/f"], [("a", ones(1))]));

        Assert.Equal(before, File.ReadAllBytes(_folder["f"]));
        Assert.Equal(["f"], _folder.FileNames);
    }

    [SmallDiskFact]
    public void A_full_disk_leaves_the_old_file_intact()
    {
        using var disk = new SmallDisk();
        PyTorchWriter.Save(disk["f"], [("a", ones(1))]);

        Assert.Throws<IOException>(() => PyTorchWriter.Save(disk["f"], [("a", ones(2000, 2000))]));

        using var reader = new PyTorchReader(disk["f"]);
        Assert.Equal(1f, reader.Read("a").item<float>());
        Assert.Equal(["f"], disk.FileNames);
    }

    [PyTorchFact]
    public void PyTorch_reads_what_we_write()
    {
        foreach (string name in (string[])["pt_types", "pt_layouts"])
        {
            using var original = new PyTorchReader(Path.Combine(Repository.Golden, name + ".pt"));
            PyTorchWriter.Save(_folder["copy.pt"], original);

            (int exitCode, string output) = PyTorchFactAttribute.Run("""
                import sys, torch
                ours, theirs = torch.load(sys.argv[1]), torch.load(sys.argv[2])
                assert type(ours) is dict and list(ours) == list(theirs), list(ours)
                for name, tensor in theirs.items():
                    tensor, copy = tensor.detach().contiguous(), ours[name]
                    assert copy.dtype == tensor.dtype and copy.shape == tensor.shape and copy.is_contiguous(), name
                    same = lambda t: t.reshape(-1).view(torch.uint8) if t.dtype != torch.bool else t.reshape(-1)
                    assert torch.equal(same(copy), same(tensor)), name
                """, _folder["copy.pt"], Path.Combine(Repository.Golden, name + ".pt"));

            Assert.True(exitCode == 0, output);
        }
    }

    [PyTorchFact]
    public void The_older_format_that_PyTorch_still_writes_is_refused()
    {
        (int exitCode, string output) = PyTorchFactAttribute.Run(
            "import sys, torch; torch.save({'a': torch.ones(2)}, sys.argv[1], _use_new_zipfile_serialization=False)", _folder["old.pt"]);
        Assert.True(exitCode == 0, output);

        Assert.Contains("PyTorch's older format", Assert.Throws<InvalidDataException>(() => TensorReader.Open(_folder["old.pt"])).Message,
            StringComparison.Ordinal);
    }

    [PyTorchFact]
    public void A_script_that_PyTorch_saved_is_refused()
    {
        (int exitCode, string output) = PyTorchFactAttribute.Run(
            "import sys, torch; torch.jit.save(torch.jit.trace(torch.nn.Linear(2, 2), torch.ones(1, 2)), sys.argv[1])", _folder["script.pt"]);
        Assert.True(exitCode == 0, output);

        Assert.Contains("TorchScript archive", Assert.Throws<InvalidDataException>(() => TensorReader.Open(_folder["script.pt"])).Message,
            StringComparison.Ordinal);
    }
}
