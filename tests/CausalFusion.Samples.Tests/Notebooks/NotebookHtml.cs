namespace CausalFusion.Samples.Tests.Notebooks;

/// <summary>What a cell shows as HTML.</summary>
internal sealed record NotebookHtml(string Content);
