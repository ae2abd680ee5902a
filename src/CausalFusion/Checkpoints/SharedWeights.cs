using CausalFusion.Files;
using static TorchSharp.torch;

namespace CausalFusion.Checkpoints;

/// <summary>
/// What a network took over of the weights of another, with which it has a part in common: how a network that takes classes becomes one that reads
/// text. Every tensor of both stands in one of the lists.
/// </summary>
/// <param name="Loaded">The names of the network's tensors that are the file's now.</param>
/// <param name="Initialized">The names of the network's tensors that the file has none of: they are as they were.</param>
/// <param name="Different">The tensors that both have, but not alike, as a table of positions of another grid: they are as they were, too.</param>
/// <param name="LeftOut">The names of the file's tensors that the network has none of.</param>
public sealed record SharedWeights(
    IReadOnlyList<string> Loaded, IReadOnlyList<string> Initialized, IReadOnlyList<StateDictDifference> Different, IReadOnlyList<string> LeftOut)
{
    private const int MostShown = 8;

    /// <summary>Fills those parameters and buffers of a network that a file has under the same name and in the same shape.</summary>
    /// <param name="network">The network, with initial weights.</param>
    /// <param name="file">The file; it stays open.</param>
    /// <returns>What was filled, and what was not.</returns>
    /// <exception cref="InvalidDataException">
    /// They have no learned weights in common, and the network is as it was; or the file was cut short.
    /// </exception>
    public static SharedWeights Load(nn.Module network, ModelFile file)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(file);
        IReadOnlyDictionary<string, TensorEntry> entries = file.Weights.Entries;
        Dictionary<string, Tensor> own = network.state_dict();
        ILookup<bool, string> named = own.Keys.ToLookup(entries.ContainsKey);
        StateDictDifference[] different = [.. named[true].Select(name => StateDict.DifferenceOf(name, own[name], entries[name])).OfType<
            StateDictDifference>()];
        string[] loaded = [.. named[true].Except(different.Select(difference => difference.Name), StringComparer.Ordinal)];
        var shared = new SharedWeights(loaded, [.. named[false]], different, [.. entries.Keys.Where(name => !own.ContainsKey(name))]);
        if (!loaded.Any(name => own[name].requires_grad))
        {
            throw new InvalidDataException($"'{file.Name}': expected weights that the network has, too, found none: {shared}.");
        }
        foreach (string name in loaded.OrderBy(name => entries[name].Offset))
        {
            file.Weights.ReadInto(name, own[name], convert: true);
        }
        return shared;
    }

    /// <summary>How many there are of each, and the first of their names.</summary>
    public override string ToString() => string.Join("; ", new[]
    {
        Part(Loaded, "loaded"), Part(Initialized, "initialized"),
        Part([.. Different.Select(item => item.Name)], "of another shape and initialized",
            name => Different.First(item => item.Name == name) is var item ? $" expected {item.Expected}, found {item.Found}" : ""),
        Part(LeftOut, "left out"),
    });

    private static string Part(IReadOnlyList<string> names, string what, Func<string, string>? more = null) =>
        $"{names.Count} {what}" + (names.Count == 0 ? "" : $" ({string.Join(", ", names.Take(MostShown).Select(
            name => SafetensorsHeader.Quote(name) + more?.Invoke(name)))}{(names.Count > MostShown ? $" and {names.Count - MostShown} more" : "")})");
}
