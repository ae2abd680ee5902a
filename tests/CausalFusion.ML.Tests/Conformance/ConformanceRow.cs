using CausalFusion.ML.Tests.Data;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Tests.Conformance;

/// <summary>A row with all that the components read.</summary>
public sealed class ConformanceRow
{
    [KeyType(3)]
    public uint Label { get; set; }

    public ulong Seed { get; set; }

    public string Caption { get; set; } = "";

    [ImageType(TestPictures.Size, TestPictures.Size)]
    public MLImage? Image { get; set; }

    public DateTime Wrong { get; set; }

    public static ConformanceRow[] Make(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new ConformanceRow
        {
            Label = (uint)(i % 3), Seed = (ulong)i, Caption = TestPictures.Caption(i), Image = TestPictures.Image(i),
        })];
}
