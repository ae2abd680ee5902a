using System.Collections.ObjectModel;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>What the readers of all file formats share: they differ in how they find a tensor's bytes.</summary>
internal abstract class TensorReader : ITensorSource
{
    private protected TensorReader(string name) => Name = name;

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The tensors by name, in the order in which the file lists them.</summary>
    public abstract IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>The file's own texts; empty if it has none.</summary>
    public virtual IReadOnlyDictionary<string, string> Metadata => ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Opens a file of tensors, whatever its format: its first bytes tell.</summary>
    /// <param name="path">The file: safetensors, PyTorch's, or the index of several of them.</param>
    /// <returns>An open reader; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is of no known format, and the message says of which as far as it can be seen, or damaged.
    /// </exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TensorReader Open(string path) => Open(path, isShard: false);

    /// <summary>Opens a file of tensors that is, or is not, one of several that an index names.</summary>
    internal static TensorReader Open(string path, bool isShard)
    {
        if (Directory.Exists(path))
        {
            throw new InvalidDataException($"'{path}': expected a file of tensors (safetensors, or PyTorch's), found a folder; name the file in it.");
        }
        FileStream stream = File.OpenRead(path);
        try
        {
            var head = FileHead.Read(stream);
            stream.Position = 0;
            return head.Format switch
            {
                FileHead.FileFormat.Safetensors => new SafetensorsReader(stream, path),
                FileHead.FileFormat.PyTorch => new PyTorchReader(stream, path),
                FileHead.FileFormat.Index when !isShard => ShardedReader.Open(stream, path),
                _ => throw new InvalidDataException(
                    $"'{path}': expected a file of tensors (safetensors, or PyTorch's), found {head.Describe(stream)}."),
            };
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public Tensor Read(string name, Device? device = null)
    {
        TensorEntry entry = Find(name);
        RequireReadable(Name, entry);
        Tensor tensor = empty([.. entry.Shape], dtype: entry.DType, device: CPU);
        try
        {
            FillWidened(tensor, entry);
            if (device is null || device.type == DeviceType.CPU)
            {
                return tensor;
            }
            Tensor moved = tensor.to(device);
            tensor.Dispose();
            return moved;
        }
        catch
        {
            tensor.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void ReadInto(string name, Tensor destination, bool convert = false)
    {
        ArgumentNullException.ThrowIfNull(destination);
        TensorEntry entry = Find(name);
        RequireFit(Name, entry, destination, convert);
        if (entry.DType == destination.dtype && destination.device_type == DeviceType.CPU && destination.is_contiguous())
        {
            FillWidened(destination, entry);
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        destination.detach().copy_(Read(name));
    }

    /// <summary>Reads every tensor.</summary>
    /// <param name="device">Where to put them; the CPU if null.</param>
    /// <returns>New tensors by name, in the order of <see cref="Entries"/>, owned by the current dispose scope or the caller.</returns>
    /// <exception cref="InvalidDataException">The file was cut short since it was opened, or a Boolean is neither 0 nor 1.</exception>
    public Dictionary<string, Tensor> ReadAll(Device? device = null)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (string name in Entries.Keys)
            {
                tensors.Add(name, Read(name, device));
            }
            return tensors;
        }
        catch
        {
            foreach (Tensor tensor in tensors.Values)
            {
                tensor.Dispose();
            }
            throw;
        }
    }

    /// <summary>Closes the file, or the stream unless it was to be left open.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes what the reader reads from.</summary>
    /// <param name="disposing">Always true: there is nothing to finalise.</param>
    protected abstract void Dispose(bool disposing);

    /// <summary>
    /// Fills a contiguous CPU tensor of the entry's type, or of the one that carries it, and of its element count with the entry's bytes.
    /// </summary>
    internal abstract void Fill(Tensor tensor, TensorEntry entry);

    private void FillWidened(Tensor tensor, TensorEntry entry)
    {
        if (entry.Widened is not { } type)
        {
            Fill(tensor, entry);
            return;
        }
        using DisposeScope scope = NewDisposeScope();
        Tensor carrier = empty([.. entry.Shape], dtype: type.Carrier, device: CPU);
        Fill(carrier, entry);
        type.Widen(carrier, tensor);
    }

    /// <summary>Checks that there is a tensor that can be read.</summary>
    /// <exception cref="InvalidDataException">Something else stands in its place.</exception>
    internal static void RequireReadable(string source, TensorEntry entry)
    {
        if (entry.Unreadable is { } found)
        {
            throw new InvalidDataException(
                $"'{source}': tensor {SafetensorsHeader.Quote(entry.Name)}: expected a tensor of numbers, found {found}, which is not read.");
        }
    }

    /// <summary>Checks that a tensor of the file can be read into a given one.</summary>
    internal static void RequireFit(string source, TensorEntry entry, Tensor destination, bool convert)
    {
        RequireReadable(source, entry);
        if (!entry.Shape.AsSpan().SequenceEqual(destination.shape))
        {
            throw new ArgumentException(
                $"'{source}': tensor {SafetensorsHeader.Quote(entry.Name)}: expected shape ({string.Join(", ", destination.shape)}), found "
                + $"({string.Join(", ", entry.Shape)}).",
                nameof(destination));
        }
        if (entry.DType != destination.dtype && !convert)
        {
            throw new ArgumentException(
                $"'{source}': tensor {SafetensorsHeader.Quote(entry.Name)}: expected {destination.dtype}, found {entry.DType}.", nameof(destination));
        }
    }

    internal static TensorEntry Find(ITensorSource source, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return source.Entries.TryGetValue(name, out TensorEntry? entry)
            ? entry
            : throw new KeyNotFoundException(
                $"'{source.Name}': there is no tensor {SafetensorsHeader.Quote(name)} among its {source.Entries.Count}.");
    }

    private TensorEntry Find(string name) => Find(this, name);
}
