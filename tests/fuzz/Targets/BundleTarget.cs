using CausalFusion.Checkpoints;
using CausalFusion.Families;
using CausalFusion.Fuzz.Seeds;
using CausalFusion.Models;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A model bundle: what it says of itself, and its weights.</summary>
internal sealed class BundleTarget : FuzzTarget
{
    public override string Name => "bundle";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(StateDictMismatchException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => ModelSeeds.Bundles();

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) => random.Next(3) == 0
        ? base.Mutate(seeds, random)
        : TensorSeeds.WithHeader(seeds[random.Next(seeds.Count)], header => Mutation.Of(header, [header], random));

    public override void Read(byte[] input, string folder)
    {
        string path = Path.Combine(folder, "model");
        File.WriteAllBytes(path, input);
        using ModelFile file = ModelFile.Open(path);
        using ImageModel model = ModelFamilies.Load(file);
    }
}
