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
    private readonly int? _class;
    private readonly int _valueCount;
    private readonly ImageModelConfig _config;
    private readonly NoiseSchedule _schedule;
    private readonly ImageInput _image;
    private readonly MaskColumn _mask;
    private readonly ClassColumn? _label;

    public ImageEditingFunction(IHost host, ModelTransformer owner, EditorSettings settings) : base(host, owner, settings)
    {
        _class = settings.Class;
        _config = owner.Config;
        _schedule = owner.Schedule;
        _valueCount = owner.Shape.ValueCount;
        _image = settings.ImagesOf(owner.Shape);
        _mask = settings.MasksOf(owner.Config, owner.Shape);
        _label = settings.LabelsOf(owner.Config);
    }

    protected override IEnumerable<DataViewSchema.Column?> SubjectColumns(DataViewSchema input) =>
        [_image.Find(input), _mask.Find(input), _label?.Find(input)];

    protected override RowReader<Row> OpenRows(DataViewRow input, Func<ulong> readSeed, Func<double> readGuidance)
    {
        ClassReader? labels = _label?.Open(input, _label.Find(input.Schema), TellOfClass);
        IImageValues images = _image.Open(input, _image.Find(input.Schema));
        MaskColumn.Reader masks = _mask.Open(input, _mask.Find(input.Schema));
        return new RowReader<Row>(Read, images, masks);

        Row Read()
        {
            float[] image = new float[_valueCount];
            images.Read(image);
            return new Row(image, new GenerationRequest(labels?.Read() ?? _class, readSeed()), readGuidance(), OfSplit(masks.Read(), input));
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
        GenerationOptions options = Generation with { GuidanceScale = rows[0].Guidance, ArSteps = marked.ArSteps };
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

    internal sealed record Row(float[] Image, GenerationRequest Request, double Guidance, MarkedTokens Marked);
}
