using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>Named tensors that stay in their file until they are read: what models are loaded from, whatever the format.</summary>
/// <remarks>Reads are thread-safe. Disposing closes the file.</remarks>
internal interface ITensorSource : IDisposable
{
    /// <summary>The file's path, or what its stream is called.</summary>
    string Name { get; }

    /// <summary>The tensors by name.</summary>
    IReadOnlyDictionary<string, TensorEntry> Entries { get; }

    /// <summary>Reads one tensor. The peak of memory is the tensor itself.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="device">Where to put it; the CPU if null.</param>
    /// <returns>A new tensor of the file's type and shape, owned by the current dispose scope or the caller.</returns>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="InvalidDataException">
    /// The tensor cannot be read (<see cref="TensorEntry.Unreadable"/>), the file was cut short since it was opened, or a Boolean is neither 0 nor 1.
    /// </exception>
    Tensor Read(string name, Device? device = null);

    /// <summary>Reads one tensor into another that exists already, in place and unseen by autograd.</summary>
    /// <param name="name">The tensor's name.</param>
    /// <param name="destination">A tensor of the same shape, on any device.</param>
    /// <param name="convert">Whether the values may be converted where the two element types differ.</param>
    /// <exception cref="KeyNotFoundException">There is no such tensor.</exception>
    /// <exception cref="ArgumentException">The shapes differ, or the element types do and <paramref name="convert"/> is false.</exception>
    /// <exception cref="InvalidDataException">
    /// The tensor cannot be read (<see cref="TensorEntry.Unreadable"/>), the file was cut short since it was opened, or a Boolean is neither 0 nor 1.
    /// </exception>
    void ReadInto(string name, Tensor destination, bool convert = false);
}
