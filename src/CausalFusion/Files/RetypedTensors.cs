using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Files;

/// <summary>
/// The tensors of a source with their floating-point numbers in one type, rounded to the nearest; tensors of other numbers as they are.
/// </summary>
internal static class RetypedTensors
{
    /// <summary>Makes the source; nothing is read by it.</summary>
    /// <param name="source">What to look at; it is closed with the result.</param>
    /// <param name="type">Float16, BFloat16, Float32 or Float64.</param>
    /// <returns>
    /// The tensors. To read one throws an <see cref="InvalidDataException"/> where a number is beyond the range of the type, and would become
    /// infinite.
    /// </returns>
    public static DerivedTensors Of(ITensorSource source, ScalarType type)
    {
        var retyped = new DerivedTensors(source);
        foreach (TensorEntry entry in source.Entries.Values)
        {
            if (entry.IsPlainNumbers)
            {
                TensorEntry shown = entry with { DType = type, ByteLength = entry.ElementCount * type.ElementSize() };
                retyped.Add(shown, () => Rounded(source, entry.Name, type));
            }
            else
            {
                retyped.Add(entry, () => source.Read(entry.Name));
            }
        }
        return retyped;
    }

    private static Tensor Rounded(ITensorSource source, string name, ScalarType type)
    {
        Tensor original = source.Read(name), rounded = original.to(type);
        if (rounded.isfinite().logical_not().logical_and(original.isfinite()).any().item<bool>())
        {
            throw new InvalidDataException(
                $"'{source.Name}': tensor {SafetensorsHeader.Quote(name)}: expected numbers in the range of {type}, found "
                + $"{original.abs().max().to(ScalarType.Float64).item<double>():g4}.");
        }
        return rounded;
    }
}
