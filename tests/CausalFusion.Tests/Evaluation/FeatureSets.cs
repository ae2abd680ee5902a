using CausalFusion.Evaluation;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Evaluation;

/// <summary>Makes sets of features.</summary>
internal static class FeatureSets
{
    public static FeatureSet Of(Tensor rows)
    {
        var set = new FeatureSet((int)rows.shape[1]);
        float[] values = [.. rows.to(ScalarType.Float32).contiguous().data<float>()];
        foreach (float[] row in values.Chunk(set.Dimension))
        {
            set.Add(row);
        }
        return set;
    }

    public static FeatureSet Of(IEnumerable<float[]> rows)
    {
        float[][] all = [.. rows];
        var set = new FeatureSet(all[0].Length);
        foreach (float[] row in all)
        {
            set.Add(row);
        }
        return set;
    }
}
