using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Generation;

/// <summary>Images from labels and seeds.</summary>
internal sealed class ImageGenerationFunction : GenerationFunction<ImageGenerationFunction.Row>
{
    private readonly ClassColumn _label;

    public ImageGenerationFunction(IHost host, ModelTransformer owner, GeneratorSettings settings) : base(host, owner, settings)
    {
        _label = settings.LabelsOf(owner.Config);
    }

    protected override IEnumerable<DataViewSchema.Column?> SubjectColumns(DataViewSchema input) => [_label.Find(input)];

    protected override RowReader<Row> OpenRows(DataViewRow input, Func<ulong> readSeed, Func<double> readGuidance)
    {
        ClassReader labels = _label.Open(input, _label.Find(input.Schema), TellOfClass);
        return new RowReader<Row>(() => new Row(new GenerationRequest(labels.Read(), readSeed()), readGuidance()));
    }

    protected override object GroupOf(Row row) => row.Guidance;

    protected override float[][] Generate(
        ImageNetwork network, Row[] rows, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        GenerationOptions options = Generation with { GuidanceScale = rows[0].Guidance };
        var generator = new ImageGenerator(network.Model);
        return network.Decode(generator.Generate([.. rows.Select(row => row.Request)], options, progress, cancellationToken));
    }

    internal readonly record struct Row(GenerationRequest Request, double Guidance);
}
