using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace CausalFusion.ML.Generation;

/// <summary>Images from labels or prompts, and seeds.</summary>
internal sealed class ImageGenerationFunction : GenerationFunction<ImageGenerationFunction.Row>
{
    private readonly ConditionColumn _condition;

    public ImageGenerationFunction(IHost host, ModelTransformer owner, GeneratorSettings settings) : base(host, owner, settings)
    {
        _condition = settings.ConditionsOf(owner.Config);
    }

    protected override IEnumerable<DataViewSchema.Column?> SubjectColumns(DataViewSchema input) => [_condition.Find(input)];

    protected override RowReader<Row> OpenRows(DataViewRow input, ImageModel model, Func<ulong> readSeed, Func<RowGuidance> readGuidance)
    {
        Func<Condition> readCondition = _condition.Open(input, model, TellOfClass);
        return new RowReader<Row>(() => new Row(new GenerationRequest(readCondition(), readSeed()), readGuidance()));
    }

    protected override object GroupOf(Row row) => row.Guidance;

    protected override float[][] Generate(
        ImageNetwork network, Row[] rows, IProgress<GenerationProgress> progress, CancellationToken cancellationToken)
    {
        var generator = new ImageGenerator(network.Model);
        return network.Decode(
            generator.Generate([.. rows.Select(row => row.Request)], rows[0].Guidance.In(Generation), progress, cancellationToken));
    }

    internal readonly record struct Row(GenerationRequest Request, RowGuidance Guidance);
}
