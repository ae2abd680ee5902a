namespace CausalFusion.Files.Pickle;

/// <summary>
/// What stands where Python would have made an object by calling something: what the pickle put into it is kept as data, and nothing was called.
/// </summary>
/// <param name="source">What would have been called; null for a set, which has opcodes of its own.</param>
internal sealed class PickleObject(PickleGlobal? source)
{
    /// <summary>What would have been called.</summary>
    public PickleGlobal? Source { get; } = source;

    /// <summary>The items of an object that is a dictionary besides; null if it got none.</summary>
    public PickleDictionary? Items { get; private set; }

    /// <summary>The state that Python would have handed to the object; null if there was none.</summary>
    public object? State { get; set; }

    /// <summary>Adds items as to a dictionary.</summary>
    public PickleDictionary AsDictionary() => Items ??= new PickleDictionary();

    public override string ToString() => Source is null ? "a set" : $"an object of {SafetensorsHeader.Quote(Source.ToString())}";
}
