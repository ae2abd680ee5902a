using CausalFusion.ML.Columns;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Featurization;

/// <summary>Features from images.</summary>
internal sealed class ImageFeaturizationFunction : RowFunction
{
    private readonly ImageFeaturizationTransformer _owner;
    private readonly FeaturizerSettings _settings;
    private readonly ImageInput _image;

    public ImageFeaturizationFunction(IHost host, ImageFeaturizationTransformer owner, FeaturizerSettings settings)
    {
        Host = host;
        _owner = owner;
        _settings = settings;
        _image = settings.ImagesOf(owner.Shape);
        Outputs = [settings.FeaturesOf(owner.Config)];
    }

    public override IHost Host { get; }

    public override int BatchSize => _settings.BatchSize;

    public override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) => [_image.Find(input)];

    public override RowEvaluation Open(DataViewRow input, int capacity) =>
        new Evaluation(_owner.ShareModel(), _image.Open(input, _image.Find(input.Schema)), _settings.Layer, capacity);

    private sealed class Evaluation(SharedModel share, IImageValues reader, int layer, int capacity) : RowEvaluation
    {
        private readonly ImageModel _model = share.Model;
        private readonly IDisposable? _hold = share.Model.HoldWeights();
        private readonly int _size = share.Network.Shape.ValueCount;
        private readonly float[] _values = new float[capacity * share.Network.Shape.ValueCount];
        private readonly float[] _features = new float[capacity * share.Model.Config.Width];

        public override void Read(int slot) => reader.Read(_values.AsSpan(slot * _size, _size));

        public override void Compute(int start, int count, IProgress<double> progress, CancellationToken cancellationToken)
        {
            using var noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor images = share.Network.Encode(_values.AsSpan(start * _size, count * _size).ToArray());
            Tensor pooled = _model.FeaturesOfHeld(images, layer).mean([1L]); // (N, L, D) → (N, D)
            pooled.cpu().data<float>().ToArray().CopyTo(_features, start * _model.Config.Width);
        }

        public override Delegate CreateGetter(int output, Func<int> currentSlot) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            int slot = currentSlot(), width = _model.Config.Width;
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, width);
            _features.AsSpan(slot * width, width).CopyTo(editor.Values);
            value = editor.Commit();
        });

        public override void Dispose()
        {
            _hold?.Dispose();
            reader.Dispose();
            _model.TrimMemory();
            share.Dispose();
        }
    }
}
