namespace CausalFusion.Files.Pickle;

/// <summary>
/// The name of something that Python would import: a class or a function. It stands in its place, and is never looked up or called.
/// </summary>
/// <param name="Module">The module.</param>
/// <param name="Name">Its name there.</param>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => $"{Module}.{Name}";
}
