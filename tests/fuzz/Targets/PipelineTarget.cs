using CausalFusion.Fuzz.Seeds;
using Microsoft.ML;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A pipeline of ML.NET with a network of ours in it.</summary>
internal sealed class PipelineTarget : FuzzTarget
{
    private readonly MLContext _context = new MLContext(seed: 1).RegisterCausalFusion();

    public override string Name => "pipeline";

    // The first is ours; the others are those with which ML.NET itself refuses the parts of a pipeline that are its own.
    public override IReadOnlyList<Type> Documented { get; } =
        [typeof(InvalidDataException), typeof(FormatException), typeof(InvalidOperationException), typeof(EndOfStreamException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [ModelSeeds.Pipeline(_context)];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) =>
        random.Next(4) == 0 ? base.Mutate(seeds, random) : ZipSeeds.WithChangedEntry(seeds[0], random);

    public override void Read(byte[] input, string folder)
    {
        ITransformer model = _context.Model.Load(new MemoryStream(input), out DataViewSchema _);
        (model as IDisposable)?.Dispose();
    }
}
