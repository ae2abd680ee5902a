using CausalFusion.Families;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Samples.FineTune;

/// <summary>Takes what a network has learned over to one of other classes.</summary>
internal static class KnownClasses
{
    private const string ClassTable = "embedding_table.weight";

    /// <summary>
    /// A network like a trained one, of other classes. All weights are the trained one's, but for the classes': those whose names it knows keep
    /// theirs, as does "no class", and new ones begin at random.
    /// </summary>
    /// <returns>The network; the caller owns it.</returns>
    public static ImageModel Transfer(ImageModel trained, IReadOnlyList<string> names, ulong seed)
    {
        ImageModel model = ModelFamilies.Create(trained.Config with { Classes = names.Count }, seed);
        model.Info = trained.Info with { ClassNames = names };
        List<string> knownNames = [.. trained.Info.ClassNames];
        using var noGrad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> from = trained.state_dict();
        foreach ((string name, Tensor to) in model.state_dict())
        {
            if (!name.EndsWith(ClassTable, StringComparison.Ordinal))
            {
                to.copy_(from[name]);
                continue;
            }
            CopyRow(from[name], trained.Config.NullClass, to, model.Config.NullClass);
            for (int row = 0; row < names.Count; row++)
            {
                int known = knownNames.IndexOf(names[row]);
                if (known >= 0 && known < trained.Config.Classes)
                {
                    CopyRow(from[name], known, to, row);
                }
            }
        }
        return model;
    }

    private static void CopyRow(Tensor from, int source, Tensor to, int target) => to.narrow(0, target, 1).copy_(from.narrow(0, source, 1));
}
