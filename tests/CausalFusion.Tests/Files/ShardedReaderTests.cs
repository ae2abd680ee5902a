using CausalFusion.Files;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

/// <summary>Weights in several files that an index names.</summary>
public sealed class ShardedReaderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly DisposeScope _scope = NewDisposeScope();

    public ShardedReaderTests()
    {
        SafetensorsWriter.Save(_folder["model-1.safetensors"], [("a", arange(4).to(ScalarType.Float32)), ("b", ones(2))]);
        PyTorchWriter.Save(_folder["model-2.bin"], [("c", full(3, 7))]);
    }

    public void Dispose()
    {
        _scope.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Every_tensor_is_read_from_its_own_file()
    {
        using TensorReader reader = Open("""{"metadata":{"total_size":60},"weight_map":{"a":"model-1.safetensors","b":"model-1.safetensors","c":"model-2.bin"}}""");
        Tensor destination = zeros(3);
        reader.ReadInto("c", destination, convert: true);

        Assert.Equal(["a", "b", "c"], reader.Entries.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([0f, 1, 2, 3], reader.Read("a").data<float>().ToArray());
        Assert.Equal([7f, 7, 7], destination.data<float>().ToArray());
        Assert.Equal(3, reader.Entries.Values.Select(entry => entry.Offset).Distinct().Count());
    }

    [Theory]
    [InlineData("""{"a":"../model-1.safetensors"}""", "expected the plain name of a file beside the index, found '../model-1.safetensors'")]
    [InlineData("""{"a":"/etc/passwd"}""", "expected the plain name of a file beside the index, found '/etc/passwd'")]
    [InlineData("""{"a":"c:\\model"}""", "expected the plain name of a file beside the index")]
    [InlineData("""{"a":".."}""", "expected the plain name of a file beside the index, found '..'")]
    [InlineData("""{"a":""}""", "expected the plain name of a file beside the index, found ''")]
    [InlineData("""{"a":"model-1.safetensors","b":"model-1.safetensors","c":"model-3.safetensors"}""", "expected the file 'model-3.safetensors' beside")]
    [InlineData("""{"a":"model-1.safetensors"}""", "tensor 'b': found in 'model-1.safetensors', where the index does not say it is")]
    [InlineData("""{"a":"model-1.safetensors","b":"model-1.safetensors","d":"model-1.safetensors"}""", "tensor 'd': expected in 'model-1.safetensors'")]
    [InlineData("""{"a":1}""", "expected the name of one file for 'a'")]
    [InlineData("""{"a":"x","a":"y"}""", "expected the name of one file for 'a'")]
    [InlineData("""{}""", "expected 1 to 4096 files, found 0")]
    [InlineData("""[]""", "without 'weight_map'")]
    [InlineData("""{"a":"index.json"}""", "a JSON text that begins with")]
    public void An_index_that_does_not_say_what_is_there_is_refused(string map, string problem) => Assert.Contains(
        problem, Assert.Throws<InvalidDataException>(() => Open($$"""{"weight_map":{{map}}}""")).Message, StringComparison.Ordinal);

    private TensorReader Open(string index)
    {
        File.WriteAllText(_folder["index.json"], index);
        return TensorReader.Open(_folder["index.json"]);
    }
}
