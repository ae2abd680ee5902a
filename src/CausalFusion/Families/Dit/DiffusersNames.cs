using System.Collections.Immutable;
using CausalFusion.Factorization;
using CausalFusion.Files;
using CausalFusion.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Families.Dit;

/// <summary>
/// Gives the weights of a DiT that the diffusers library named the names of the published code's state dict, and puts together what that cuts
/// otherwise.
/// </summary>
/// <remarks>
/// Queries, keys and values are three layers there and one here; every block has the same embedders of the timestep and of the class, which are one
/// here; and the table of positions is not saved, since it follows from the size of the images.
/// </remarks>
internal static class DiffusersNames
{
    public const string PatchWeight = "pos_embed.proj.weight";

    private const string Positions = "pos_embed", SavedPositions = "pos_embed.pos_embed", ConditionModulation = "proj_out_1", Output = "proj_out_2";

    // In the order in which the published code stacks them.
    private static readonly ImmutableArray<string> _attentionInputs = ["to_q", "to_k", "to_v"];

    /// <summary>Whether the names are diffusers'.</summary>
    public static bool AreIn(ITensorSource weights) =>
        weights.Entries.ContainsKey(PatchWeight) && weights.Entries.ContainsKey(ConditionModulation + ".weight");

    /// <summary>The weights under the published names.</summary>
    /// <param name="weights">The weights under diffusers' names; others keep theirs.</param>
    /// <param name="grid">How the tokens lie, for the table of positions; null leaves it out where it is not in the file.</param>
    /// <exception cref="InvalidDataException">Two tensors come under one name.</exception>
    public static ITensorSource View(ITensorSource weights, TokenGrid? grid)
    {
        var view = new DerivedTensors(weights);
        var fused = new OrderedDictionary<string, TensorEntry?[]>(StringComparer.Ordinal);
        var repeated = new OrderedDictionary<string, List<TensorEntry>>(StringComparer.Ordinal);
        foreach (TensorEntry entry in weights.Entries.Values)
        {
            switch (entry.Name.Split('.'))
            {
                case ["transformer_blocks", var block, "attn1", var which, var last] when _attentionInputs.IndexOf(which) is >= 0 and var place:
                    string name = $"blocks.{block}.attn.qkv.{last}";
                    fused.TryAdd(name, new TensorEntry?[_attentionInputs.Length]);
                    fused[name][place] = entry;
                    break;
                case ["transformer_blocks", _, "norm1", "emb", .. var embedder]:
                    string embedded = Embedder(embedder);
                    repeated.TryAdd(embedded, []);
                    repeated[embedded].Add(entry);
                    break;
                default:
                    view.Add(entry with { Name = Renamed(entry.Name) }, () => weights.Read(entry.Name));
                    break;
            }
        }
        foreach ((string name, TensorEntry?[] parts) in fused)
        {
            Fuse(view, weights, name, parts);
        }
        foreach ((string name, List<TensorEntry> copies) in repeated)
        {
            view.Add(copies[0] with { Name = name }, () => ReadAlike(weights, copies));
        }
        if (grid is { } known && !view.Entries.ContainsKey(Positions)
            && weights.Entries[PatchWeight].Shape is [> 0 and <= int.MaxValue and var width, ..] && width % 4 == 0)
        {
            view.Add(
                new TensorEntry(Positions, ScalarType.Float32, [1, known.Count, width], 0, 0),
                () => PositionEmbedding.SinCos2D((int)width, known).unsqueeze(0));
        }
        return view;
    }

    private static void Fuse(DerivedTensors view, ITensorSource weights, string name, TensorEntry?[] parts)
    {
        TensorEntry? query = parts[0];
        if (query is null || parts.Any(part => part is null || part.DType != query.DType || !part.Shape.AsSpan().SequenceEqual(query.Shape.AsSpan()))
            || query.Shape.Length == 0)
        {
            foreach (TensorEntry part in parts.OfType<TensorEntry>())
            {
                view.Add(part, () => weights.Read(part.Name)); // what is missing or does not fit is told under the names of the file
            }
            return;
        }
        ImmutableArray<long> shape = query.Shape.SetItem(0, parts.Length * query.Shape[0]);
        view.Add(
            query with { Name = name, Shape = shape, ByteLength = parts.Length * query.ByteLength },
            () => cat([.. parts.Select(part => weights.Read(part!.Name))], 0));
    }

    /// <summary>Reads one of several tensors that must be the same.</summary>
    private static Tensor ReadAlike(ITensorSource weights, List<TensorEntry> copies)
    {
        Tensor first = weights.Read(copies[0].Name);
        foreach (TensorEntry copy in copies.Skip(1))
        {
            using DisposeScope scope = NewDisposeScope();
            if (!copy.Shape.AsSpan().SequenceEqual(copies[0].Shape.AsSpan()) || copy.DType != copies[0].DType
                || !weights.Read(copy.Name).bytes.SequenceEqual(first.bytes))
            {
                throw new InvalidDataException(
                    $"'{weights.Name}': expected every block to embed the timestep and the class alike, as the published code does, found "
                    + $"{SafetensorsHeader.Quote(copy.Name)} other than {SafetensorsHeader.Quote(copies[0].Name)}.");
            }
        }
        return first;
    }

    private static string Embedder(string[] parts) => parts switch
    {
        ["timestep_embedder", "linear_1", var last] => $"t_embedder.mlp.0.{last}",
        ["timestep_embedder", "linear_2", var last] => $"t_embedder.mlp.2.{last}",
        ["class_embedder", .. var rest] => $"y_embedder.{string.Join('.', rest)}",
        _ => $"t_embedder.{string.Join('.', parts)}",
    };

    private static string Renamed(string name) => name == SavedPositions ? Positions : string.Join('.', name.Split('.') switch
    {
        ["pos_embed", "proj", var last] => ["x_embedder", "proj", last],
        ["transformer_blocks", var block, "norm1", "linear", var last] => ["blocks", block, "adaLN_modulation", "1", last],
        ["transformer_blocks", var block, "attn1", "to_out", "0", var last] => ["blocks", block, "attn", "proj", last],
        ["transformer_blocks", var block, "ff", "net", "0", "proj", var last] => ["blocks", block, "mlp", "fc1", last],
        ["transformer_blocks", var block, "ff", "net", "2", var last] => ["blocks", block, "mlp", "fc2", last],
        [ConditionModulation, var last] => ["final_layer", "adaLN_modulation", "1", last],
        [Output, var last] => ["final_layer", "linear", last],
        string[] other => other,
    });
}
