using CausalFusion.Fuzz.Seeds;
using CausalFusion.ML;

namespace CausalFusion.Fuzz.Targets;

/// <summary>An image file of one format, decoded.</summary>
internal sealed class ImageTarget(string name, Func<IReadOnlyList<byte[]>> seeds) : FuzzTarget
{
    /// <summary>One for each format.</summary>
    public static IReadOnlyList<ImageTarget> All { get; } =
    [
        new("png", ImageSeeds.Png), new("jpeg", ImageSeeds.Jpeg), new("gif", ImageSeeds.Gif), new("bmp", ImageSeeds.Bmp),
        new("webp", ImageSeeds.Webp),
    ];

    public override string Name => name;

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => seeds();

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] changed = base.Mutate(seeds, random);
        return random.Next(2) == 0 ? ImageSeeds.WithSoundChecksums(changed) : changed;
    }

    public override void Read(byte[] input, string folder) => _ = new MLImageDecoder().Decode(new MemoryStream(input), channels: 3);
}
