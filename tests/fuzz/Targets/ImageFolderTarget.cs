using CausalFusion.Data;
using CausalFusion.Fuzz.Seeds;
using CausalFusion.ML;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A data set of images in a folder, with one file that is changed beside a sound one.</summary>
internal sealed class ImageFolderTarget : FuzzTarget
{
    public override string Name => "folder";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(DatasetNotFoundException)];

    public override IReadOnlyList<byte[]> MakeSeeds() =>
        [.. ImageSeeds.Png(), .. ImageSeeds.Jpeg(), .. ImageSeeds.Gif(), .. ImageSeeds.Bmp(), .. ImageSeeds.Webp()];

    public override void Read(byte[] input, string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "class"));
        File.WriteAllBytes(Path.Combine(folder, "class", "sound.png"), ImageSeeds.Png()[0]);
        File.WriteAllBytes(Path.Combine(folder, "class", "changed.png"), input);
        using var images = new ImageFolderDataset(folder, 8, 3, new MLImageDecoder());
        byte[] pixels = new byte[images.Shape.ValueCount];
        for (int i = 0; i < images.Count; i++)
        {
            images.Read(i, pixels, out _);
        }
    }
}
