using CausalFusion.Conditions;
using CausalFusion.Diffusion;
using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace CausalFusion.ML.Editing;

/// <summary>Images from images, parts of which are generated anew.</summary>
internal sealed class ImageEditingFunction : GenerationFunction<ImageEditingFunction.Row>
{
    private readonly Condition _common;
    private readonly int _valueCount;
    private readonly ImageModelConfig _config;
    private readonly NoiseSchedule _schedule;
    private readonly ImageInput _image;
    private readonly MaskColumn _mask;
    private readonly ConditionColumn? _condition;

    public ImageEditingFunction(IHost host, ModelTransformer owner, EditorSettings settings) : base(host, owner, settings)
    {
        _common = settings.Common;
        _config = owner.Config;
        _schedule = owner.Info.Schedule;
        _valueCount = owner.Shape.ValueCount;
        _image = settings.ImagesOf(owner.Shape);
        _mask = settings.MasksOf(owner.Config, owner.Shape);
        _condition = settings.ConditionsOf(owner.Config);
    }

    protected override IEnumerable<DataViewSchema.Column?> SubjectColumns(DataViewSchema input) =>
        [_image.Find(input), _mask.Find(input), _condition?.Find(input)];

    protected override RowReader<Row> OpenRows(DataViewRow input, ImageModel model, Func<ulong> readSeed, Func<RowGuidance> readGuidance)
    {
        Func<Condition> readCondition = _condition?.Open(input, model, TellOfClass) ?? (() => _common);
        IImageValues images = _image.Open(input, _image.Find(input.Schema));
        MaskColumn.Reader masks = _mask.Open(input, _mask.Find(input.Schema));
        return new RowReader<Row>(Read, images, masks);

        Row Read()
        {
            float[] image = new float[_valueCount];
            images.Read(image);
            return new Row(image, new GenerationRequest(readCondition(), readSeed()), readGuidance(), OfSplit(masks.Read(), input));
        }
    }

    protected override object GroupOf(Row row) => (row.Guidance, row.Marked.Key);

    protected override float[][] Generate(
        ImageNetwork network, Row[] rows, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        MarkedTokens marked = rows[0].Marked;
        if (marked.Mask.Count == 0)
        {
            return [.. rows.Select(row => row.Image)];
        }
        Tensor given = network.Encode([.. rows.SelectMany(row => row.Image)]);
        GenerationOptions options = rows[0].Guidance.In(Generation) with { ArSteps = marked.ArSteps };
        GenerationRequest[] requests = [.. rows.Select(row => row.Request)];
        return network.Decode(
            new ImageEditor(network.Model).Edit(given, marked.Mask, requests, options, progress, cancellationToken: cancellationToken));
    }

    // A mask of the rows' own may mark fewer tokens than there are AR steps; then each token is a step. A split that was given must fit.
    private MarkedTokens OfSplit(EditMask mask, DataViewRow row)
    {
        try
        {
            return new MarkedTokens(mask, Generation, _config, _schedule);
        }
        catch (ArgumentException exception)
        {
            throw SchemaMismatch.Value(row, _mask.Name ?? _image.Name, $"a mask whose tokens can be split as the options say ({exception.Message})",
                $"one of {mask.Count} tokens");
        }
    }

    internal sealed record Row(float[] Image, GenerationRequest Request, RowGuidance Guidance, MarkedTokens Marked);
}
