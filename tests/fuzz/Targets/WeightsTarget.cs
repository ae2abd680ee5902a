using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Fuzz.Seeds;
using CausalFusion.Models;

namespace CausalFusion.Fuzz.Targets;

/// <summary>Weights without a configuration, from whose shapes that is seen: of every family, in both formats.</summary>
internal sealed class WeightsTarget : FuzzTarget
{
    public override string Name => "weights";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(StateDictMismatchException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => ModelSeeds.Bare();

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        byte[] seed = seeds[random.Next(seeds.Count)];
        return random.Next(4) switch
        {
            0 => base.Mutate(seeds, random),
            1 => TensorSeeds.WithHeader(seed, header => Mutation.Of(header, [header], random)),
            _ => ModelSeeds.WithOtherShapes(seed, random),
        };
    }

    public override void Read(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "model");
        File.WriteAllBytes(path, input);
        using ModelFile file = ModelFile.Open(path);
        ImageModelConfig? like = ModelFamilies.Find(file) is { } family ? ModelSeeds.Like(family.Kind) : null;
        using ImageModel model = ModelFamilies.Load(file, like);
    }
}
