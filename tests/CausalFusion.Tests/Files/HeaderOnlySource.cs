using CausalFusion.Files;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Files;

/// <summary>The names and shapes of a file that is too large to have at hand; the one tensor that is read is given.</summary>
internal sealed class HeaderOnlySource : ITensorSource
{
    private readonly Dictionary<string, TensorEntry> _entries = [];
    private readonly Func<string, Tensor> _read;

    public HeaderOnlySource(IEnumerable<(string Name, long[] Shape)> shapes, Func<string, Tensor> read)
    {
        _read = read;
        foreach ((string name, long[] shape) in shapes)
        {
            _entries.Add(name, new TensorEntry(name, ScalarType.Float32, [.. shape], 0, 4 * shape.Aggregate(1L, (product, size) => product * size)));
        }
    }

    public string Name => "header";

    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    public Tensor Read(string name, Device? device = null) => _read(name);

    public void ReadInto(string name, Tensor destination, bool convert = false) => destination.copy_(_read(name));

    public void Dispose()
    {
    }
}
