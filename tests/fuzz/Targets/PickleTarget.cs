using CausalFusion.Files;
using CausalFusion.Fuzz.Seeds;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A file of PyTorch's, read to its last tensor. Most changes are made in its pickle, with a sound archive around it.</summary>
internal sealed class PickleTarget : FuzzTarget
{
    public override string Name => "pickle";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() =>
        [TensorSeeds.PyTorch(), PickleSeeds.Archive(PickleSeeds.Training()), PickleSeeds.Archive(PickleSeeds.Shared())];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random)
    {
        if (random.Next(4) == 0)
        {
            return base.Mutate(seeds, random);
        }
        byte[][] pickles = [PickleSeeds.Training(), PickleSeeds.Shared()];
        byte[] pickle = pickles[random.Next(pickles.Length)];
        return PickleSeeds.Archive(random.Next(3) == 0 ? PickleSeeds.Shuffled(pickle, random) : Mutation.Of(pickle, pickles, random));
    }

    public override void Read(byte[] input, string folder)
    {
        using var reader = new PyTorchReader(new MemoryStream(input), "input");
        SafetensorsTarget.ReadReadable(reader);
    }
}
