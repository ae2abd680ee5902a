using CausalFusion.Conditions;
using static TorchSharp.torch;

namespace CausalFusion.TestKit;

/// <summary>Conditions of tensors of class indices, as golden files hold them.</summary>
public static class ClassConditions
{
    /// <param name="labels">Class indices, int64, (N).</param>
    public static Condition[] Of(Tensor labels)
    {
        using Tensor contiguous = labels.contiguous();
        return [.. contiguous.data<long>().Select(label => Condition.OfClass((int)label))];
    }
}
