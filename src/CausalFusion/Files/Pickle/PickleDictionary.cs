namespace CausalFusion.Files.Pickle;

/// <summary>A dictionary of a pickle, as a list of its items: keys are whatever the file says, and are not looked up.</summary>
internal sealed class PickleDictionary
{
    public List<(object? Key, object? Value)> Items { get; } = [];
}
