using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Captioning;

/// <summary>Captions from images, and their scores.</summary>
internal sealed class ImageCaptioningFunction : RowFunction
{
    private readonly ImageCaptioningTransformer _owner;
    private readonly ImageInput _image;
    private readonly TextColumn? _beginning;
    private readonly SeedColumn? _seed;
    private readonly CaptionOptions _options;

    public ImageCaptioningFunction(IHost host, ImageCaptioningTransformer owner, CaptionerSettings settings)
    {
        Host = host;
        _owner = owner;
        _options = settings.Captioning;
        _image = settings.ImagesOf(owner.Shape);
        _beginning = settings.Beginnings;
        _seed = settings.Seeds;
        Outputs = settings.Outputs;
    }

    public override IHost Host { get; }

    public override int BatchSize => _options.BatchSize;

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input)
    {
        DataViewSchema.Column?[] columns = [_image.Find(input), _beginning?.Find(input), _seed?.Find(input)];
        return [.. columns.OfType<DataViewSchema.Column>()];
    }

    public override RowEvaluation Open(DataViewRow input, int capacity)
    {
        SharedModel share = _owner.ShareModel();
        try
        {
            Func<ulong> readSeed = _seed?.Open(input, _seed.Find(input.Schema)) ?? (static () => 0);
            Func<string?> readBeginning = _beginning?.Open(input, text => RequireBeginning(share.Model, text)) ?? (static () => null);
            IImageValues images = _image.Open(input, _image.Find(input.Schema));
            return new Evaluation(share, images, () => new CaptionRequest(readBeginning(), readSeed()), _options, capacity);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    private void RequireBeginning(ImageModel model, string text)
    {
        int tokens = model.Texts.OfBeginning(text).Length - 1, most = _options.MaxTokens ?? model.Config.Text!.MaxTokens;
        if (tokens >= most)
        {
            throw new ArgumentException($"expected a beginning of fewer than {most} tokens, which leaves room for another; found {tokens}.");
        }
    }

    private sealed class Evaluation(
        SharedModel share, IImageValues images, Func<CaptionRequest> readRequest, CaptionOptions options, int capacity) : RowEvaluation
    {
        private readonly ImageCaptioner _captioner = new(share.Model);
        private readonly int _size = share.Network.Shape.ValueCount;
        private readonly float[] _values = new float[capacity * share.Network.Shape.ValueCount];
        private readonly CaptionRequest[] _requests = new CaptionRequest[capacity];
        private readonly Caption[] _captions = new Caption[capacity];

        public override void Read(int slot)
        {
            images.Read(_values.AsSpan(slot * _size, _size));
            _requests[slot] = readRequest();
        }

        public override void Compute(int start, int count, IProgress<double> progress, CancellationToken cancellationToken)
        {
            using var noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor given = share.Network.Encode(_values.AsSpan(start * _size, count * _size).ToArray());
            IReadOnlyList<Caption> written =
                _captioner.Caption(given, _requests[start..(start + count)], options, new BatchProgress(progress), cancellationToken);
            for (int i = 0; i < count; i++)
            {
                _captions[start + i] = written[i];
            }
        }

        public override Delegate CreateGetter(int output, Func<int> currentSlot) => output == 0
            ? (ValueGetter<ReadOnlyMemory<char>>)((ref ReadOnlyMemory<char> value) => value = _captions[currentSlot()].Text.AsMemory())
            : (ValueGetter<float>)((ref float value) => value = (float)_captions[currentSlot()].LogProbability);

        public override void Dispose()
        {
            images.Dispose();
            share.Dispose();
        }
    }

    private sealed class BatchProgress(IProgress<double> batch) : IProgress<CaptionProgress>
    {
        public void Report(CaptionProgress value) => batch.Report(value.Done);
    }
}
