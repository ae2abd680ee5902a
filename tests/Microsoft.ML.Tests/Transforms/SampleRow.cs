using Microsoft.ML.Data;

namespace Microsoft.ML.Tests.Transforms;

/// <summary>A row with a column of every kind that the transforms work on.</summary>
internal sealed class SampleRow
{
    public string Name { get; set; } = "";

    public float Weight { get; set; }

    public int Count { get; set; }

    public bool Flag { get; set; }

    [VectorType(3)]
    public float[] Features { get; set; } = new float[3];

    public float[] Varying { get; set; } = [];

    [VectorType(2)]
    public string[] Tags { get; set; } = ["", ""];

    // Numbers count from zero where the keys that are made of them count from one; one beyond the key's range is a missing value.
    [KeyType(4)]
    public uint Plain { get; set; }

    public static SampleRow[] Three =>
    [
        new() { Name = "pear", Weight = 2, Count = 7, Flag = true, Features = [1, 10, -4], Varying = [1], Tags = ["red", "big"], Plain = 0 },
        new() { Name = "apple", Weight = -4, Count = -1, Features = [2, 20, 0], Varying = [2, 3], Tags = ["big", ""], Plain = 3 },
        new() { Name = "pear", Weight = 1, Count = 300, Flag = true, Features = [3, 30, 2], Varying = [], Tags = ["green", "red"], Plain = 4 },
    ];
}
