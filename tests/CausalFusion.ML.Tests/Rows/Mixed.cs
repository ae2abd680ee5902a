using CausalFusion.ML.Tests.Data;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Rows;

/// <summary>A row with columns of every kind beside the label.</summary>
public sealed class Mixed
{
    public string Label { get; set; } = "";

    public int Number { get; set; }

    public string Text { get; set; } = "";

    [VectorType(3)]
    public float[] Vector { get; set; } = [];

    public string[] Words { get; set; } = [];

    [ImageType(TestPictures.Size, TestPictures.Size)]
    public MLImage? Image { get; set; }

    public static Mixed[] Make(int count) => [.. Enumerable.Range(0, count).Select(i => new Mixed
    {
        Label = TestPictures.Labels[i % 3],
        Number = i * 7,
        Text = $"text {i}",
        Vector = [i, i + 0.5f, -i],
        Words = [.. Enumerable.Range(0, i % 4).Select(w => $"word {i} {w}")],
        Image = i % 5 == 4 ? null : TestPictures.Image(i),
    })];
}
