using CausalFusion.Data;
using CausalFusion.Fuzz.Seeds;
using CausalFusion.Latents;
using CausalFusion.Randomness;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A folder of cached latents, one file of it changed, every latent read.</summary>
internal sealed class LatentCacheTarget : FuzzTarget
{
    private const int MostRead = 100;

    public override string Name => "latents";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(DatasetNotFoundException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [ModelSeeds.Latents()];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) => random.Next(3) == 0
        ? base.Mutate(seeds, random)
        : TensorSeeds.WithHeader(seeds[0], header => Mutation.Of(header, [header], random));

    public override void Read(byte[] input, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, ModelSeeds.LatentsName), input);
        using var latents = LatentDataset.Open(folder);
        float[] values = new float[latents.Shape.ValueCount];
        for (int i = 0; i < Math.Min(latents.Count, MostRead); i++)
        {
            latents.Read(i, mirror: latents.HasMirrored && i % 2 == 1, new RandomStream(1), values, out _);
        }
    }
}
