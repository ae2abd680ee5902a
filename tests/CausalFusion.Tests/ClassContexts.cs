using CausalFusion.Families.CausalFusion;
using CausalFusion.Models;
using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>Sequences that begin with class tokens.</summary>
internal static class ClassContexts
{
    /// <summary>Starts a cached generation of classes.</summary>
    /// <param name="model">The network.</param>
    /// <param name="labels">Class indices, int64, (N).</param>
    /// <param name="first">The number of sequences at the beginning that can be run without the others; by default all.</param>
    public static ContextCaches BeginClasses(this CausalFusionModel model, Tensor labels, int? first = null)
    {
        long[] classes = labels.data<long>().ToArray();
        return model.BeginContexts([.. classes.Select(index => new[] { new ContextSegment(Class: (int)index) })], first ?? classes.Length);
    }
}
