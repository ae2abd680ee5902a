namespace Microsoft.ML.Tests.Core;

/// <summary>Rows that count up.</summary>
internal sealed class Numbers
{
    public float Value { get; set; }

    public string Name { get; set; } = "";

    public int Group { get; set; }

    public static Numbers[] UpTo(int count, int groups = 10) =>
        [.. Enumerable.Range(0, count).Select(i => new Numbers { Value = i, Name = $"n{i}", Group = i % groups })];
}
