using CausalFusion.Fuzz.Seeds;
using Microsoft.ML;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A pipeline of ML.NET with a network of ours in it.</summary>
internal sealed class PipelineTarget : FuzzTarget
{
    private readonly MLContext _context = new MLContext(seed: 1).RegisterCausalFusion();

    public override string Name => "pipeline";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    /// <summary>Also what ML.NET throws of its own accord for the parts of a pipeline that are its own: none of our code was at work.</summary>
    public override bool IsDocumented(Exception exception) => base.IsDocumented(exception)
        || !exception.ToString().Contains("   at CausalFusion.ML.", StringComparison.Ordinal);

    public override IReadOnlyList<byte[]> MakeSeeds() => [ModelSeeds.Pipeline(_context)];

    public override byte[] Mutate(IReadOnlyList<byte[]> seeds, Random random) =>
        random.Next(4) == 0 ? base.Mutate(seeds, random) : ZipSeeds.WithChangedEntry(seeds[0], random);

    public override void Read(byte[] input, string folder)
    {
        ITransformer model = _context.Model.Load(new MemoryStream(input), out DataViewSchema _);
        (model as IDisposable)?.Dispose();
    }
}
