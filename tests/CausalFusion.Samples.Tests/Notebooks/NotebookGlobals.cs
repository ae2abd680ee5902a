namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>What a notebook's cells find beside their own variables.</summary>
public sealed class NotebookGlobals
{
    internal List<object> Displayed { get; } = [];

    /// <summary>Shows a value beneath the cell.</summary>
#pragma warning disable IDE1006, CA1300, CA1822 // The name that notebooks have.
    public void display(object value) => Displayed.Add(value);

    /// <summary>A text that is shown as the HTML that it is.</summary>
    public object HTML(string content) => new NotebookHtml(content);
#pragma warning restore IDE1006, CA1300, CA1822
}
