namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>What a notebook's cells find beside their own variables.</summary>
public sealed class NotebookGlobals
{
    internal List<object> Displayed { get; } = [];

    /// <summary>Shows a value beneath the cell.</summary>
#pragma warning disable IDE1006, CA1300 // The name that notebooks have.
    public void display(object value) => Displayed.Add(value);
#pragma warning restore IDE1006, CA1300
}
