using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Models;
using CausalFusion.ML.Persistence;
using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Transforms;

/// <summary>Images from labels and seeds.</summary>
internal sealed class ImageGeneration : RowFunction
{
    private readonly ModelTransformer _owner;
    private readonly GenerationOptions _generation;
    private readonly ImageOutput _output;
    private readonly ClassColumn _label;
    private readonly SeedColumn _seed;
    private readonly GuidanceColumn _guidance;

    public ImageGeneration(IHost host, ModelTransformer owner, GeneratorSettings settings, GenerationOptions generation)
    {
        Host = host;
        _owner = owner;
        _generation = generation;
        _output = settings.OutputOf(owner.Shape);
        _label = settings.LabelsOf(owner.Config);
        _seed = new SeedColumn(settings.SeedColumn, settings.Seed);
        _guidance = new GuidanceColumn(settings.GuidanceColumn, generation.GuidanceScale);
        Output = _output.Column;
    }

    public override IHost Host { get; }

    public override int BatchSize => _generation.BatchSize;

    public override DataViewSchema.DetachedColumn Output { get; }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) =>
        [.. new DataViewSchema.Column?[] { _label.Find(input), _seed.Find(input), _guidance.Find(input) }.OfType<DataViewSchema.Column>()];

    public override RowEvaluation Open(DataViewRow input, int capacity)
    {
        Func<int> readLabel = _label.Open(input, _label.Find(input.Schema));
        Func<ulong> readSeed = _seed.Open(input, _seed.Find(input.Schema));
        Func<double> readGuidance = _guidance.Open(input, _guidance.Find(input.Schema));
        return new Evaluation(_owner.ShareModel(), _generation, _output, () => new DrawnRow(new GenerationRequest(readLabel(), readSeed()), readGuidance()), capacity);
    }

    private readonly record struct DrawnRow(GenerationRequest Request, double Guidance);

    private sealed class Evaluation(SharedModel share, GenerationOptions generation, ImageOutput output, Func<DrawnRow> read, int capacity) : RowEvaluation
    {
        private readonly DrawnRow[] _rows = new DrawnRow[capacity];
        private readonly float[][] _images = new float[capacity][];

        public override void Read(int slot) => _rows[slot] = read();

        public override void Compute(int start, int count)
        {
            foreach (IGrouping<double, int> group in Enumerable.Range(start, count).GroupBy(slot => _rows[slot].Guidance))
            {
                using DisposeScope scope = NewDisposeScope();
                int[] slots = [.. group];
                GenerationRequest[] requests = [.. slots.Select(slot => _rows[slot].Request)];
                Tensor drawn = new ImageGenerator(share.Model).Generate(requests, generation with { GuidanceScale = group.Key });
                foreach ((int slot, float[] image) in slots.Zip(share.Network.Decode(drawn)))
                {
                    _images[slot] = image;
                }
            }
        }

        public override Delegate CreateGetter(Func<int> currentSlot) => output.CreateGetter(() => _images[currentSlot()]);

        public override void Dispose() => share.Dispose();
    }
}
