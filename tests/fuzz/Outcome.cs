namespace CausalFusion.Fuzz;

/// <summary>What became of an input.</summary>
/// <param name="Kind">How it ended.</param>
/// <param name="Detail">The type of the exception, and what it says where it should not have come.</param>
internal sealed record Outcome(OutcomeKind Kind, string Detail = "");

/// <summary>How the reading of an input ended.</summary>
internal enum OutcomeKind
{
    /// <summary>It was read.</summary>
    Accepted,

    /// <summary>It was refused by an exception that is documented.</summary>
    Refused,

    /// <summary>An exception came that is not documented.</summary>
    Undocumented,

    /// <summary>The process ended.</summary>
    Abort,

    /// <summary>There was no answer in time.</summary>
    Hang,

    /// <summary>It took too much memory.</summary>
    Memory,
}
