using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using CausalFusion.Conditions;
using CausalFusion.Randomness;

namespace CausalFusion.Data;

/// <summary>What tells a data set from another with as many examples of the same shape.</summary>
internal static class DatasetFingerprint
{
    private const int Samples = 64;

    /// <summary>A hash of up to 64 examples, evenly spaced, with their conditions.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="more">What else tells it apart, such as the names of its files; may be empty.</param>
    /// <returns>32 hexadecimal digits, which depend on nothing but the data.</returns>
    public static string Of(ITrainingDataset dataset, params IEnumerable<string> more)
    {
        var hash = new XxHash128();
        foreach (string text in more.Prepend(string.Create(CultureInfo.InvariantCulture, $"{dataset.Count} {dataset.Shape} {dataset.ClassCount}")))
        {
            hash.Append(Encoding.UTF8.GetBytes(text));
            hash.Append([0]);
        }
        float[] values = new float[dataset.Shape.ValueCount];
        int samples = Math.Min(Samples, dataset.Count);
        for (int i = 0; i < samples; i++)
        {
            int index = (int)((long)i * dataset.Count / samples);
            dataset.Read(index, mirror: false, new RandomStream(0, (ulong)index), values, out Condition condition);
            hash.Append(MemoryMarshal.AsBytes<float>(values));
            hash.Append(BitConverter.GetBytes(condition.Class ?? -1));
        }
        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }
}
