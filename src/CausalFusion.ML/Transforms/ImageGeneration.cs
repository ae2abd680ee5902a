using CausalFusion.Data;
using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Models;
using CausalFusion.ML.Persistence;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Transforms;

/// <summary>Images from labels and seeds.</summary>
internal sealed class ImageGeneration : RowFunction
{
    private readonly ModelTransformer _owner;
    private readonly GenerationOptions _generation;
    private readonly LabelColumn _label;
    private readonly SeedColumn _seed;
    private readonly CausalFusionConfig _config;

    public ImageGeneration(IHost host, ModelTransformer owner, GeneratorSettings settings, GenerationOptions generation)
    {
        Host = host;
        _owner = owner;
        _generation = generation;
        _config = owner.Config;
        _label = new LabelColumn(settings.LabelColumn);
        _seed = new SeedColumn(settings.SeedColumn, settings.Seed);
        Output = new DataViewSchema.DetachedColumn(settings.OutputColumn, new ImageDataViewType(_config.ImageSize, _config.ImageSize));
    }

    public override IHost Host { get; }

    public override int BatchSize => _generation.BatchSize;

    public override DataViewSchema.DetachedColumn Output { get; }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) =>
        _seed.Find(input) is { } seed ? [_label.Find(input, _config.Classes), seed] : [_label.Find(input, _config.Classes)];

    public override RowEvaluation Open(DataViewRow input, int capacity)
    {
        Func<int> readLabel = _label.Open(input, _label.Find(input.Schema, _config.Classes), _config.Classes);
        Func<ulong> readSeed = _seed.Open(input, _seed.Find(input.Schema));
        return new Evaluation(_owner.ShareModel(), _generation, readLabel, readSeed, capacity);
    }

    private sealed class Evaluation(SharedModel share, GenerationOptions generation, Func<int> readLabel, Func<ulong> readSeed, int capacity) : RowEvaluation
    {
        private readonly GenerationRequest[] _requests = new GenerationRequest[capacity];
        private readonly ImageShape _shape = new(share.Model.Config.ImageSize, share.Model.Config.ImageSize, share.Model.Config.Channels);
        private byte[][] _pixels = [];

        public override void Read(int slot) => _requests[slot] = new GenerationRequest(readLabel(), readSeed());

        public override void Compute(int count)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor images = new ImageGenerator(share.Model).Generate(new ArraySegment<GenerationRequest>(_requests, 0, count), generation);
            _pixels = PixelConversion.ToPixels(images);
        }

        // Unlike ML.NET's image getters, this one leaves the destination's last image alone: CreateEnumerable keeps one destination for all rows, so that a
        // list of its rows would hold disposed images but for the last.
        public override Delegate CreateGetter(Func<int> currentSlot) =>
            (ValueGetter<MLImage>)((ref MLImage value) => value = ImagePixels.ToImage(_pixels[currentSlot()], _shape));

        public override void Dispose() => share.Dispose();
    }
}
