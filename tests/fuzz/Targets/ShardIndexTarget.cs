using System.Text;
using CausalFusion.Files;
using CausalFusion.Fuzz.Seeds;

namespace CausalFusion.Fuzz.Targets;

/// <summary>The index of weights in several files.</summary>
internal sealed class ShardIndexTarget : FuzzTarget
{
    private const string Index = "model.safetensors.index.json";

    public override string Name => "index";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() =>
        [Encoding.UTF8.GetBytes("""{"metadata":{"total_size":8},"weight_map":{"a":"1.safetensors","b":"2.safetensors"}}""")];

    public override void Read(byte[] input, string folder)
    {
        File.WriteAllBytes(Path.Combine(folder, "1.safetensors"), TensorSeeds.One("a"));
        File.WriteAllBytes(Path.Combine(folder, "2.safetensors"), TensorSeeds.One("b"));
        File.WriteAllBytes(Path.Combine(folder, Index), input);
        using TensorReader reader = TensorReader.Open(Path.Combine(folder, Index));
        SafetensorsTarget.ReadReadable(reader);
    }
}
