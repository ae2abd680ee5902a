using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// The tensors of another source under other names, in other shapes, or only some of them: how a file that names its weights differently becomes one
/// that a model's state dict fits.
/// </summary>
/// <remarks>Nothing is read or copied by making a view. Disposing it closes its source.</remarks>
internal sealed class TensorSourceView : ITensorSource
{
    private readonly ITensorSource _source;
    private readonly OrderedDictionary<string, TensorEntry> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorEntry> _originals = new(StringComparer.Ordinal);

    /// <summary>Makes a view.</summary>
    /// <param name="source">What to look at; the view owns it, unless this constructor throws.</param>
    /// <param name="map">
    /// Called with each entry of the source; returns it with another name or shape (<c>entry with { Name = … }</c>), as it is, or null to leave it
    /// out.
    /// </param>
    /// <exception cref="InvalidDataException">Two tensors of the source come under the same name.</exception>
    /// <exception cref="ArgumentException">A new shape has another number of elements, or something other than name and shape is changed.</exception>
    public TensorSourceView(ITensorSource source, Func<TensorEntry, TensorEntry?> map)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(map);
        _source = source;
        foreach (TensorEntry original in source.Entries.Values)
        {
            if (map(original) is not { } entry)
            {
                continue;
            }
            if (entry != original with { Name = entry.Name, Shape = entry.Shape } || entry.ElementCount != original.ElementCount || entry.Shape.Any(
                size => size < 0))
            {
                throw new ArgumentException(
                    $"'{source.Name}': tensor {SafetensorsHeader.Quote(original.Name)}: expected a view of {original}, found {entry}: only the "
                    + $"name can change, and the shape if the element count stays.",
                    nameof(map));
            }
            if (!_entries.TryAdd(entry.Name, entry))
            {
                throw new InvalidDataException(
                    $"'{source.Name}': expected one tensor for the name {SafetensorsHeader.Quote(entry.Name)}, found two: "
                    + $"{SafetensorsHeader.Quote(_originals[entry.Name].Name)} and {SafetensorsHeader.Quote(original.Name)}.");
            }
            _originals.Add(entry.Name, original);
        }
    }

    /// <inheritdoc/>
    public string Name => _source.Name;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Entries => _entries;

    /// <summary>Those tensors of a source whose names begin with a prefix, without it.</summary>
    /// <param name="source">What to look at; the view owns it.</param>
    /// <param name="prefix">What the names begin with, for instance <c>ema.</c>.</param>
    public static TensorSourceView WithoutPrefix(ITensorSource source, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new(
            source, entry => entry.Name.StartsWith(prefix, StringComparison.Ordinal) ? entry with { Name = entry.Name[prefix.Length..] } : null);
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        TensorEntry entry = TensorReader.Find(this, name), original = _originals[name];
        Tensor tensor = _source.Read(original.Name, device);
        if (original.Shape.AsSpan().SequenceEqual(entry.Shape.AsSpan()))
        {
            return tensor;
        }
        using (tensor)
        {
            return tensor.view([.. entry.Shape]);
        }
    }

    /// <inheritdoc/>
    public void ReadInto(string name, Tensor destination, bool convert = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TensorEntry entry = TensorReader.Find(this, name), original = _originals[name];
        TensorReader.RequireFit(Name, entry, destination, convert);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        if (destination.is_contiguous())
        {
            _source.ReadInto(original.Name, destination.detach().view([.. original.Shape]), convert);
        }
        else
        {
            destination.detach().copy_(Read(name));
        }
    }

    /// <summary>Closes the source.</summary>
    public void Dispose() => _source.Dispose();
}
