namespace CausalFusion.Attention;

/// <summary>Sequences of a pass that have the same number of tokens and in which the same tokens see each other.</summary>
/// <param name="Sequences">Number n of sequences.</param>
/// <param name="Context">Who sees whom in each, and the keys and values of their earlier tokens.</param>
/// <param name="FirstOutput">The first token whose output is wanted; the number of tokens where none is.</param>
/// <param name="FirstSequence">Which sequence of the context's cache the first one is.</param>
internal sealed record SequenceGroup(int Sequences, AttentionContext Context, int FirstOutput = 0, int FirstSequence = 0)
{
    /// <summary>Tokens T of a sequence.</summary>
    public int Tokens => Context.Layout.Queries;

    /// <summary>Tokens of a sequence whose output is wanted.</summary>
    public int Outputs => Tokens - FirstOutput;

    /// <summary>Rows n·T of all tokens.</summary>
    public int Rows => checked(Sequences * Tokens);

    /// <summary>Rows of those whose output is wanted.</summary>
    public int OutputRows => Sequences * Outputs;
}
