using System.Globalization;
using CausalFusion.Data;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Models;
using CausalFusion.ML.Persistence;
using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Transforms;

/// <summary>Features from images.</summary>
internal sealed class ImageFeaturization : RowFunction
{
    private readonly ModelTransformer _owner;
    private readonly FeaturizerSettings _settings;
    private readonly ImageColumn _image;

    public ImageFeaturization(IHost host, ModelTransformer owner, FeaturizerSettings settings)
    {
        Host = host;
        _owner = owner;
        _settings = settings;
        _image = new ImageColumn(settings.ImageColumn, new ImageShape(owner.Config.ImageSize, owner.Config.ImageSize, owner.Config.Channels));
        Output = new DataViewSchema.DetachedColumn(
            settings.OutputColumn, new VectorDataViewType(NumberDataViewType.Single, owner.Config.Width), SlotNames(owner.Config.Width));
    }

    public override IHost Host { get; }

    public override int BatchSize => _settings.BatchSize;

    public override DataViewSchema.DetachedColumn Output { get; }

    /// <summary>The features' names: Feature0, Feature1, …</summary>
    /// <param name="width">The number of features.</param>
    public static DataViewSchema.Annotations SlotNames(int width)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add("SlotNames", new VectorDataViewType(TextDataViewType.Instance, width), (ref VBuffer<ReadOnlyMemory<char>> value) =>
        {
            VBufferEditor<ReadOnlyMemory<char>> editor = VBufferEditor.Create(ref value, width);
            for (int i = 0; i < width; i++)
            {
                editor.Values[i] = string.Create(CultureInfo.InvariantCulture, $"Feature{i}").AsMemory();
            }
            value = editor.Commit();
        });
        return builder.ToAnnotations();
    }

    public override DataViewSchema.Column[] InputColumns(DataViewSchema input) => [_image.Find(input)];

    public override RowEvaluation Open(DataViewRow input, int capacity)
    {
        var reader = new ImageReader(_image, input, _image.Find(input.Schema));
        return new Evaluation(_owner.ShareModel(), reader, _image.Shape, _settings.Layer, capacity);
    }

    private sealed class Evaluation(SharedModel share, ImageReader reader, ImageShape shape, int layer, int capacity) : RowEvaluation
    {
        private readonly byte[] _pixels = new byte[capacity * shape.ByteCount];
        private float[] _features = [];

        public override void Read(int slot) => reader.Read(_pixels.AsSpan(slot * shape.ByteCount, shape.ByteCount));

        public override void Compute(int count)
        {
            using var noGrad = no_grad();
            using DisposeScope scope = NewDisposeScope();
            Tensor images = PixelConversion.ToTensor(_pixels.AsSpan(0, count * shape.ByteCount), shape, share.Model.Device);
            Tensor pooled = share.Model.Features(images, layer).mean([1L]); // (N, L, D) → (N, D)
            _features = pooled.cpu().data<float>().ToArray();
        }

        public override Delegate CreateGetter(Func<int> currentSlot) => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
        {
            int slot = currentSlot(), width = share.Model.Config.Width;
            VBufferEditor<float> editor = VBufferEditor.Create(ref value, width);
            _features.AsSpan(slot * width, width).CopyTo(editor.Values);
            value = editor.Commit();
        });

        public override void Dispose()
        {
            reader.Dispose();
            share.Dispose();
        }
    }
}
