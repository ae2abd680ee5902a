using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// Tensors that are made from those of another source when they are read: how a file that cuts its weights otherwise becomes one that a model's state
/// dict fits. The peak of memory is the tensor and what it is made from.
/// </summary>
/// <remarks>Nothing is read by making it. Disposing it closes its source.</remarks>
internal sealed class DerivedTensors : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly OrderedDictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Func<Tensor>> _makers = new(StringComparer.Ordinal);

    /// <summary>Makes an empty source; <see cref="Add"/> fills it.</summary>
    /// <param name="source">What the tensors are made from; it is closed with this.</param>
    public DerivedTensors(ITensorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>Adds a tensor.</summary>
    /// <param name="entry">What is said of it.</param>
    /// <param name="make">Makes it, on the CPU, of the entry's type and shape, owned by the current dispose scope.</param>
    /// <exception cref="InvalidDataException">There is one of its name.</exception>
    public void Add(TensorEntry entry, Func<Tensor> make)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(make);
        if (!_entries.TryAdd(entry.Name, entry))
        {
            throw new InvalidDataException($"'{Name}': expected one tensor for the name {SafetensorsHeader.Quote(entry.Name)}, found two.");
        }
        _makers.Add(entry.Name, make);
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        TensorReader.RequireReadable(Name, TensorReader.Find(this, name));
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor made = _makers[name]();
        return (device is null ? made : made.to(device)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void ReadInto(string name, Tensor destination, bool convert = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TensorReader.RequireFit(Name, TensorReader.Find(this, name), destination, convert);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        destination.detach().copy_(Read(name));
    }

    /// <summary>Closes the source.</summary>
    public void Dispose() => _source.Dispose();
}
