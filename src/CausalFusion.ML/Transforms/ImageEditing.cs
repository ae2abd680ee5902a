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

/// <summary>Images from images, parts of which are drawn anew.</summary>
internal sealed class ImageEditing : RowFunction
{
    private readonly ModelTransformer _owner;
    private readonly GenerationOptions _generation;
    private readonly int? _class;
    private readonly ImageOutput _output;
    private readonly ImageInput _image;
    private readonly MaskColumn _mask;
    private readonly ClassColumn? _label;
    private readonly SeedColumn _seed;
    private readonly GuidanceColumn _guidance;

    public ImageEditing(IHost host, ModelTransformer owner, EditorSettings settings, GenerationOptions generation)
    {
        Host = host;
        _owner = owner;
        _generation = generation;
        _class = settings.Class;
        _output = settings.OutputOf(owner.Shape);
        _image = settings.ImagesOf(owner.Shape);
        _mask = settings.MasksOf(owner.Config, owner.Shape);
        _label = settings.LabelsOf(owner.Config);
        _seed = new SeedColumn(settings.SeedColumn, settings.Seed);
        _guidance = new GuidanceColumn(settings.GuidanceColumn, generation.GuidanceScale);
        Output = _output.Column;
    }

    public override IHost Host { get; }

    public override int BatchSize => _generation.BatchSize;

    public override DataViewSchema.DetachedColumn Output { get; }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) =>
    [
        .. new DataViewSchema.Column?[] { _image.Find(input), _mask.Find(input), _label?.Find(input), _seed.Find(input), _guidance.Find(input) }
            .OfType<DataViewSchema.Column>(),
    ];

    public override RowEvaluation Open(DataViewRow input, int capacity)
    {
        Func<int>? readLabel = _label?.Open(input, _label.Find(input.Schema));
        Func<ulong> readSeed = _seed.Open(input, _seed.Find(input.Schema));
        Func<double> readGuidance = _guidance.Open(input, _guidance.Find(input.Schema));
        IImageValues images = _image.Open(input, _image.Find(input.Schema));
        MaskColumn.Reader masks = _mask.Open(input, _mask.Find(input.Schema));
        EditedRow Read() => new(new GenerationRequest(readLabel?.Invoke() ?? _class, readSeed()), readGuidance(), OfSplit(masks.Read(), input));
        return new Evaluation(_owner.ShareModel(), _generation, _output, images, masks, Read, capacity);
    }

    // A mask of the rows' own may mark fewer tokens than there are AR steps; then each token is a step. A split that was given must fit.
    private MarkedTokens OfSplit(EditMask mask, DataViewRow row)
    {
        try
        {
            return new MarkedTokens(mask, _generation, _owner.Config.GridSize);
        }
        catch (ArgumentException exception)
        {
            throw SchemaMismatch.Value(row, _mask.Name ?? _image.Name, $"a mask whose tokens can be split as the options say ({exception.Message})", $"one of {mask.Count} tokens");
        }
    }

    private readonly record struct EditedRow(GenerationRequest Request, double Guidance, MarkedTokens Marked);

    private sealed class Evaluation(
        SharedModel share, GenerationOptions generation, ImageOutput output, IImageValues reader, MaskColumn.Reader masks, Func<EditedRow> read, int capacity) : RowEvaluation
    {
        private readonly EditedRow[] _rows = new EditedRow[capacity];
        private readonly float[][] _images = [.. Enumerable.Range(0, capacity).Select(_ => new float[share.Network.Shape.ByteCount])];

        public override void Read(int slot)
        {
            _images[slot] = new float[share.Network.Shape.ByteCount];
            reader.Read(_images[slot]);
            _rows[slot] = read();
        }

        public override void Compute(int start, int count)
        {
            foreach (IGrouping<(double Guidance, string Marked), int> group in Enumerable.Range(start, count).GroupBy(slot => (_rows[slot].Guidance, _rows[slot].Marked.Key)))
            {
                using DisposeScope scope = NewDisposeScope();
                int[] slots = [.. group];
                MarkedTokens marked = _rows[slots[0]].Marked;
                if (marked.Mask.Count == 0)
                {
                    continue;
                }
                GenerationRequest[] requests = [.. slots.Select(slot => _rows[slot].Request)];
                Tensor given = share.Network.Encode([.. slots.SelectMany(slot => _images[slot])]);
                GenerationOptions options = generation with { GuidanceScale = group.Key.Guidance, ArSteps = marked.ArSteps };
                Tensor drawn = new ImageEditor(share.Model).Edit(given, marked.Mask, requests, options);
                foreach ((int slot, float[] image) in slots.Zip(share.Network.Decode(drawn)))
                {
                    _images[slot] = image;
                }
            }
        }

        public override Delegate CreateGetter(Func<int> currentSlot) => output.CreateGetter(() => _images[currentSlot()]);

        public override void Dispose()
        {
            reader.Dispose();
            masks.Dispose();
            share.Dispose();
        }
    }
}
