namespace CausalFusion.ML.Columns;

/// <summary>Reads the classes of rows to learn from, and gets to know what classes there are.</summary>
internal abstract class LearnedClasses
{
    /// <summary>The number of classes; null where it is one more than the largest read.</summary>
    public abstract int? Count { get; }

    /// <summary>Reads the current row's class, from 0.</summary>
    /// <exception cref="InvalidDataException">It is missing, unknown or out of range.</exception>
    public abstract int Read();

    /// <summary>What the classes are called, in their order, once all rows are read; null where that is not known.</summary>
    /// <exception cref="InvalidDataException">There are fewer than there should be.</exception>
    public abstract string[]? Names();
}
