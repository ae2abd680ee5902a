using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// The tensors of another source with their floating-point numbers in one type, rounded to the nearest; tensors of other numbers as they are.
/// </summary>
/// <remarks>Disposing it closes its source.</remarks>
internal sealed class RetypedTensors : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly OrderedDictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Makes a view.</summary>
    /// <param name="source">What to look at; the view owns it.</param>
    /// <param name="type">Float16, BFloat16, Float32 or Float64.</param>
    public RetypedTensors(ITensorSource source, ScalarType type)
    {
        ArgumentNullException.ThrowIfNull(source);
        _source = source;
        foreach (TensorEntry entry in source.Entries.Values)
        {
            _entries.Add(entry.Name, entry.IsPlainNumbers
                ? entry with { DType = type, ByteLength = entry.ElementCount * type.ElementSize() }
                : entry);
        }
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">A number is beyond the range of the type, and would become infinite.</exception>
    public Tensor Read(string name, Device? device = null)
    {
        TensorEntry entry = TensorReader.Find(this, name);
        if (_source.Entries[name].DType == entry.DType)
        {
            return _source.Read(name, device);
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor original = _source.Read(name, device), converted = original.to(entry.DType);
        using Tensor lost = converted.isfinite().logical_not().logical_and(original.isfinite()).any();
        if (lost.item<bool>())
        {
            throw new InvalidDataException(
                $"'{Name}': tensor {SafetensorsHeader.Quote(name)}: expected numbers in the range of {entry.DType}, found "
                + $"{original.abs().max().to(ScalarType.Float64).item<double>():g4}.");
        }
        return converted.MoveToOuterDisposeScope();
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
