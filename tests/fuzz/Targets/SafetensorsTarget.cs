using CausalFusion.Files;
using CausalFusion.Fuzz.Seeds;
using TorchSharp;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A safetensors file, read to its last tensor.</summary>
internal sealed class SafetensorsTarget : FuzzTarget
{
    public override string Name => "safetensors";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [TensorSeeds.Safetensors(), TensorSeeds.SafetensorsOf("""{}""", [])];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) => random.Next(2) == 0
        ? base.Mutate(seeds, random)
        : TensorSeeds.WithHeader(seeds[0], header => Mutation.Of(header, [header], random));

    public override void Read(byte[] input, string folder)
    {
        using var reader = new SafetensorsReader(new MemoryStream(input), "input");
        ReadReadable(reader);
    }

    /// <summary>Reads every tensor that the file does not say cannot be read.</summary>
    public static void ReadReadable(TensorReader reader)
    {
        using var scope = torch.NewDisposeScope();
        foreach (TensorEntry entry in reader.Entries.Values.Where(entry => entry.Unreadable is null))
        {
            reader.Read(entry.Name).Dispose();
        }
    }
}
