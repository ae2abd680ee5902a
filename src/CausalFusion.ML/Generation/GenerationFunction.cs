using CausalFusion.Conditions;
using CausalFusion.Generation;
using CausalFusion.ML.Columns;
using CausalFusion.ML.Networks;
using CausalFusion.ML.Rows;
using CausalFusion.Models;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.ML.Generation;

/// <summary>A column of images that a network generates: what new images and edited ones have in common.</summary>
/// <typeparam name="TRow">What a row's image is generated from.</typeparam>
internal abstract class GenerationFunction<TRow> : RowFunction
{
    private readonly ModelTransformer _owner;
    private readonly ImageOutput _output;
    private readonly SeedColumn _seed;
    private readonly GuidanceColumn _guidance;
    private readonly TextColumn? _negative;

    protected GenerationFunction(IHost host, ModelTransformer owner, GenerationSettings settings)
    {
        Host = host;
        Generation = settings.Generation;
        _owner = owner;
        _output = settings.OutputOf(owner.Shape);
        _seed = new SeedColumn(settings.SeedColumn, settings.Seed);
        _guidance = new GuidanceColumn(settings.GuidanceColumn, Generation.GuidanceScale);
        _negative = settings.NegativePromptColumn is { } negative ? new TextColumn(negative, "negative prompt") : null;
        Outputs = [_output.Column];
    }

    public sealed override IHost Host { get; }

    public sealed override int BatchSize => Generation.BatchSize;

    public sealed override IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    /// <summary>How images are sampled where a row says nothing else.</summary>
    protected GenerationOptions Generation { get; }

    public sealed override DataViewSchema.Column[] InputColumns(DataViewSchema input) =>
        [.. SubjectColumns(input).Append(_seed.Find(input)).Append(_guidance.Find(input)).Append(_negative?.FindIfThere(input))
            .OfType<DataViewSchema.Column>()];

    public sealed override RowEvaluation Open(DataViewRow input, int capacity)
    {
        SharedModel share = _owner.ShareModel();
        try
        {
            Func<ulong> readSeed = _seed.Open(input, _seed.Find(input.Schema));
            return new Evaluation(this, share, OpenRows(input, share.Model, readSeed, OpenGuidance(input, share.Model)), capacity);
        }
        catch
        {
            share.Dispose();
            throw;
        }
    }

    /// <summary>Puts into the log that a number was taken for a class that has a name.</summary>
    protected void TellOfClass(string sentence)
    {
        using IChannel channel = Host.Start("Classes");
        channel.Info(MessageSensitivity.Schema, "{0}", sentence);
    }

    /// <summary>The columns that say what to generate, beside those of seeds and guidance; null for one that there is not.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type.</exception>
    protected abstract IEnumerable<DataViewSchema.Column?> SubjectColumns(DataViewSchema input);

    /// <summary>Begins to read the rows of a cursor.</summary>
    /// <param name="input">The row that moves.</param>
    /// <param name="model">The network.</param>
    /// <param name="readSeed">Reads its seed.</param>
    /// <param name="readGuidance">Reads its guidance.</param>
    protected abstract RowReader<TRow> OpenRows(DataViewRow input, ImageModel model, Func<ulong> readSeed, Func<RowGuidance> readGuidance);

    /// <summary>What rows must have in common to be generated together.</summary>
    protected abstract object GroupOf(TRow row);

    /// <summary>Generates the images of rows of one group.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">The rows, at least one.</param>
    /// <param name="progress">Told after every diffusion step.</param>
    /// <param name="cancellationToken">Checked before every diffusion step.</param>
    /// <returns>The values of each row's image, nominally in [−1, 1], (C, H, W).</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    protected abstract float[][] Generate(
        ImageNetwork network, TRow[] rows, IProgress<GenerationProgress> progress, CancellationToken cancellationToken);

    private Func<RowGuidance> OpenGuidance(DataViewRow input, ImageModel model)
    {
        Func<double> readScale = _guidance.Open(input, _guidance.Find(input.Schema));
        Func<string?>? readNegative = _negative?.Open(input, text => model.Texts.OfPrompt(text));
        return () =>
        {
            double scale = readScale();
            string? negative = readNegative?.Invoke();
            if (scale != 1)
            {
                return new RowGuidance(scale, negative is null ? Generation.Negative : Condition.OfText(negative));
            }
            return negative is null
                ? new RowGuidance(scale, Condition.None)
                : throw SchemaMismatch.Value(
                    input, _negative!.Name, "no negative prompt where the guidance scale is 1, which is no guidance", $"'{negative}'");
        };
    }

    private sealed class Evaluation(GenerationFunction<TRow> function, SharedModel share, RowReader<TRow> reader, int capacity) : RowEvaluation
    {
        private readonly TRow[] _rows = new TRow[capacity];
        private readonly float[][] _images = new float[capacity][];

        public override void Read(int slot) => _rows[slot] = reader.Read();

        public override void Compute(int start, int count, IProgress<double> progress, CancellationToken cancellationToken)
        {
            int done = 0;
            foreach (IGrouping<object, int> group in Enumerable.Range(start, count).GroupBy(slot => function.GroupOf(_rows[slot])))
            {
                using DisposeScope scope = NewDisposeScope();
                int[] slots = [.. group];
                TRow[] rows = [.. slots.Select(slot => _rows[slot])];
                float[][] images = function.Generate(share.Network, rows, new BatchProgress(progress, done), cancellationToken);
                foreach ((int slot, float[] image) in slots.Zip(images))
                {
                    _images[slot] = image;
                }
                done += slots.Length;
            }
        }

        public override Delegate CreateGetter(int output, Func<int> currentSlot) => function._output.CreateGetter(() => _images[currentSlot()]);

        public override void Dispose()
        {
            reader.Dispose();
            share.Dispose();
        }
    }

    // The progress of generating some images of a batch as progress of the batch.
    private sealed class BatchProgress(IProgress<double> batch, int before) : IProgress<GenerationProgress>
    {
        public void Report(GenerationProgress value) => batch.Report(before + ((double)value.FinishedSteps / value.Steps * value.Images));
    }
}
