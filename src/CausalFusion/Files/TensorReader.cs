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

    /// <summary>Opens a file of tensors, whatever its format: its first bytes tell.</summary>
    /// <param name="path">The file.</param>
    /// <returns>An open reader; the caller disposes it.</returns>
    /// <exception cref="InvalidDataException">The file is of no known format, or damaged.</exception>
    /// <exception cref="IOException">The file can't be read.</exception>
    public static TensorReader Open(string path)
    {
        FileStream stream = File.OpenRead(path);
        try
        {
            Span<byte> head = stackalloc byte[9];
            head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
            stream.Position = 0;
            // A safetensors header is JSON after 8 bytes of length, which may be any. Else a zip archive, or the pickle that PyTorch's older files
            // begin with, about which the reader knows what to say.
            bool isPyTorch = !head.EndsWith("{"u8) && (head.StartsWith("PK"u8) || head.StartsWith<byte>([0x80]));
            return isPyTorch ? new PyTorchReader(stream, path) : new SafetensorsReader(stream, path);
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
        Tensor tensor = empty([.. entry.Shape], dtype: entry.DType, device: CPU);
        try
        {
            Fill(tensor, entry);
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
            Fill(destination, entry);
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

    /// <summary>Fills a contiguous CPU tensor of the entry's type and element count with the entry's bytes.</summary>
    private protected abstract void Fill(Tensor tensor, TensorEntry entry);

    /// <summary>Checks that a tensor of the file can be read into a given one.</summary>
    internal static void RequireFit(string source, TensorEntry entry, Tensor destination, bool convert)
    {
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
