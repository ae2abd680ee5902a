using System.Collections.Immutable;
using System.Text.RegularExpressions;
using CausalFusion.Checkpoints;
using CausalFusion.Factorization;
using CausalFusion.Files;

namespace CausalFusion.Models;

/// <summary>The shapes of a file's tensors, from which a network's configuration is seen where the file does not say it.</summary>
/// <param name="weights">The weights, under the names of the state dict.</param>
/// <param name="knownNames">The names that tensors of such a network can have.</param>
internal sealed class WeightShapes(ITensorSource weights, Regex knownNames)
{
    private readonly List<string> _missing = [];
    private readonly List<StateDictDifference> _different = [];

    /// <summary>The number of blocks.</summary>
    public int Blocks => weights.Entries.Keys.Select(name => name.Split('.')).Where(parts => parts is ["blocks", _,
        ..]).Select(parts => parts[1]).Distinct().Count();

    /// <summary>A tensor's shape; empty where the tensor is missing, which <see cref="RequireAll"/> reports.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="rank">How many dimensions it must have.</param>
    public ImmutableArray<long> Of(string name, int rank)
    {
        if (!weights.Entries.TryGetValue(name, out TensorEntry? entry))
        {
            _missing.Add(name);
            return [];
        }
        if (entry.Unreadable is { } found)
        {
            _different.Add(new StateDictDifference(name, $"{rank} dimensions", found));
        }
        else if (entry.Shape.Length != rank)
        {
            _different.Add(new StateDictDifference(name, $"{rank} dimensions", $"({string.Join(", ", entry.Shape)})"));
        }
        return entry.Shape;
    }

    /// <summary>Checks that all tensors that were asked for are there.</summary>
    /// <exception cref="StateDictMismatchException">They are not; every one is listed.</exception>
    public void RequireAll()
    {
        if (_missing.Count + _different.Count > 0)
        {
            throw new StateDictMismatchException(weights.Name, _missing, [.. weights.Entries.Keys.Where(name => !knownNames.IsMatch(name))],
                _different);
        }
    }

    /// <summary>How the tokens of an image lie, of which the table of positions shows the number alone.</summary>
    /// <param name="tokens">Tokens in the table.</param>
    /// <param name="like">A grid to take where it has as many; a square otherwise.</param>
    /// <exception cref="InvalidDataException">They are no square.</exception>
    public TokenGrid Grid(long tokens, TokenGrid? like)
    {
        if (like is { } known && known.Count == tokens)
        {
            return known;
        }
        long side = (long)Math.Round(Math.Sqrt(tokens));
        Require(side > 0 && side * side == tokens,
            $"expected a square of tokens in 'pos_embed', found {tokens}; give a configuration with their rows and columns");
        return TokenGrid.Square(Int(side));
    }

    /// <summary>A size.</summary>
    /// <exception cref="InvalidDataException">It is none.</exception>
    public int Int(long value) => value is > 0 and <= int.MaxValue
        ? (int)value
        : throw Refuse($"expected a size from 1 to {int.MaxValue}, found {value}");

    /// <exception cref="InvalidDataException">The condition does not hold.</exception>
    public void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw Refuse(problem);
        }
    }

    /// <summary>What to throw for a problem of the file.</summary>
    public InvalidDataException Refuse(string problem) => new($"'{weights.Name}': {problem}.");
}
