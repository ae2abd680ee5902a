namespace CausalFusion.Fuzz;

/// <summary>A kind of input, and what reads it.</summary>
internal abstract class FuzzTarget
{
    /// <summary>Its name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The exceptions that its documentation names for bad input, and none but these.</summary>
    public abstract IReadOnlyList<Type> Documented { get; }

    /// <summary>Whether bad input may throw this.</summary>
    public virtual bool IsDocumented(Exception exception) => Documented.Any(type => type.IsInstanceOfType(exception));

    /// <summary>Sound inputs to begin with.</summary>
    public abstract IReadOnlyList<byte[]> MakeSeeds();

    /// <summary>Reads an input as a program would, to its end.</summary>
    /// <param name="input">The input.</param>
    /// <param name="folder">An empty folder for files.</param>
    public abstract void Read(byte[] input, string folder);

    /// <summary>Changes an input.</summary>
    /// <param name="seeds">Sound inputs.</param>
    /// <param name="random">What chance is taken from.</param>
    public virtual byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) => Mutation.Of(seeds[random.Next(seeds.Count)], seeds, random);
}
