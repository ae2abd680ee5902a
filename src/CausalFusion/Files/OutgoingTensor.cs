using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>A tensor that is to be written: its header now, its values when their turn comes.</summary>
/// <param name="Name">Its name, valid Unicode, unique among those written with it.</param>
/// <param name="DType">The type of its elements.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Read">Gives the tensor; whether it is a new one is for the dispose scope to know.</param>
internal sealed record OutgoingTensor(string Name, ScalarType DType, IReadOnlyList<long> Shape, Func<Tensor> Read)
{
    public long ElementCount => Shape.Aggregate(1L, (product, size) => checked(product * size));

    /// <summary>Tensors in memory.</summary>
    /// <exception cref="ArgumentException">A name occurs twice, or a tensor is not dense.</exception>
    public static List<OutgoingTensor> Of(IEnumerable<(string Name, Tensor Tensor)> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        var items = new List<OutgoingTensor>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string name, Tensor tensor) in tensors)
        {
            ArgumentNullException.ThrowIfNull(name);
            ArgumentNullException.ThrowIfNull(tensor);
            if (!names.Add(name))
            {
                throw new ArgumentException(
                    $"tensor {SafetensorsHeader.Quote(name)}: expected a name of its own, found one that is taken.", nameof(tensors));
            }
            if (tensor.is_sparse)
            {
                throw new ArgumentException($"tensor {SafetensorsHeader.Quote(name)}: expected a dense tensor, found a sparse one.", nameof(tensors));
            }
            items.Add(new OutgoingTensor(name, tensor.dtype, tensor.shape, () => tensor));
        }
        return items;
    }

    /// <summary>Tensors that are read from a file when they are written to another, one at a time.</summary>
    public static List<OutgoingTensor> Of(ITensorSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return [.. source.Entries.Values.Select(entry => new OutgoingTensor(entry.Name, entry.DType, entry.Shape, () => source.Read(entry.Name)))];
    }

    /// <summary>Writes the values, row after row.</summary>
    public void CopyTo(Stream stream)
    {
        using DisposeScope scope = NewDisposeScope();
        TensorMemory.CopyTo(Read().detach().cpu().contiguous(), stream);
    }
}
