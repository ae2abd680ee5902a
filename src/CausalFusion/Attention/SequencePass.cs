using static TorchSharp.torch;

namespace CausalFusion.Attention;

/// <summary>
/// What passes through the blocks at once: groups of sequences, one behind the other, as rows of one matrix. So sequences of different lengths share
/// the products, and nothing is filled up.
/// </summary>
internal sealed class SequencePass
{
    /// <param name="groups">The groups in the order of their rows, at least one.</param>
    public SequencePass(params SequenceGroup[] groups)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfZero(groups.Length, nameof(groups));
        Groups = groups;
        Rows = groups.Sum(group => group.Rows);
        OutputRows = groups.Sum(group => group.OutputRows);
    }

    /// <summary>The groups.</summary>
    public IReadOnlyList<SequenceGroup> Groups { get; }

    /// <summary>Rows R of all tokens.</summary>
    public int Rows { get; }

    /// <summary>Rows of those whose output is wanted.</summary>
    public int OutputRows { get; }

    /// <summary>
    /// Whether it is one of many passes during which the network's weights are held, so that it pays to make something of them. Other passes take
    /// another way, which sums in another order.
    /// </summary>
    public bool HoldsWeights { get; init; }

    /// <summary>Whether a group attends to tokens of earlier passes.</summary>
    public bool IsCached => Groups.Any(group => group.Context.Cache is not null);

    /// <summary>Whether a single token of each sequence passes.</summary>
    public bool AreSingleTokens => Groups.All(group => group.Tokens == 1);

    /// <summary>The number of sequences of all groups.</summary>
    public int Sequences => Groups.Sum(group => group.Sequences);

    /// <summary>Cuts the pass into parts of consecutive sequences with about as many rows each.</summary>
    /// <param name="parts">How many, from 1 to the number of sequences.</param>
    /// <returns>The parts in the order of their rows, each with at least one sequence.</returns>
    public IReadOnlyList<SequencePass> Cut(int parts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(parts, Sequences);
        var cut = new List<SequencePass>(parts);
        var groups = new List<SequenceGroup>();
        long row = 0;
        int left = Sequences;
        foreach (SequenceGroup group in Groups)
        {
            int start = 0;
            for (int i = 1; i <= group.Sequences; i++)
            {
                row += group.Tokens;
                left--;
                // A part ends where its share does, or so that each of those to come gets a sequence.
                if (row * parts >= (cut.Count + 1L) * Rows || left < parts - cut.Count)
                {
                    Take(group, start, i);
                    start = i;
                    cut.Add(new SequencePass([.. groups]));
                    groups.Clear();
                }
            }
            Take(group, start, group.Sequences);
        }
        return cut;

        void Take(SequenceGroup group, int start, int end)
        {
            if (end > start)
            {
                groups.Add(group with { Sequences = end - start, FirstSequence = group.FirstSequence + start });
            }
        }
    }

    /// <summary>Where the groups lie among all rows, and their outputs among the rows of outputs.</summary>
    public IEnumerable<(SequenceGroup Group, int Row, int OutputRow)> Places()
    {
        int row = 0, outputRow = 0;
        foreach (SequenceGroup group in Groups)
        {
            yield return (group, row, outputRow);
            row += group.Rows;
            outputRow += group.OutputRows;
        }
    }

    /// <summary>The rows whose output is wanted, group by group: views in the caller's dispose scope.</summary>
    /// <param name="rows">All rows, contiguous, (R, D).</param>
    /// <returns>For each group its part, (n, outputs, D).</returns>
    public IEnumerable<Tensor> Wanted(Tensor rows)
    {
        foreach ((SequenceGroup group, int row, _) in Places())
        {
            yield return rows.narrow(0, row, group.Rows).view(group.Sequences, group.Tokens, -1).narrow(1, group.FirstOutput, group.Outputs);
        }
    }

    /// <summary>Rows of outputs, group by group: views in the caller's dispose scope.</summary>
    /// <param name="rows">The rows of all outputs, contiguous, (R, D).</param>
    /// <returns>For each group its part, (n, outputs, D).</returns>
    public IEnumerable<Tensor> Parts(Tensor rows)
    {
        foreach ((SequenceGroup group, _, int row) in Places())
        {
            yield return rows.narrow(0, row, group.OutputRows).view(group.Sequences, group.Outputs, rows.shape[1]);
        }
    }
}
