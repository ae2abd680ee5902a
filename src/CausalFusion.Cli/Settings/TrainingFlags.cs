using System.CommandLine;
using System.Globalization;
using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.ML;
using CausalFusion.Models;
using CausalFusion.Training;

namespace CausalFusion.Cli.Settings;

/// <summary>The options that say how a network is trained.</summary>
/// <remarks>
/// A network whose shape is not taken from a preset or a file is the default one of ML.NET's trainer, and is trained by the defaults of that.
/// </remarks>
internal sealed class TrainingFlags
{
    private static readonly TrainingOptions _defaults = new(), _small = new CausalFusionTrainerOptions().Training;

    private readonly Option<int?> _steps = Number("--steps", "Optimizer steps.", options => options.Steps);

    private readonly Option<int?> _batchSize = Number("--batch-size", "Noised sequences in a step.", options => options.BatchSize);

    private readonly Option<int> _accumulate =
        Setting.Whole("--accumulate", _defaults.AccumulationSteps, "Passes that a batch is cut into, to need less memory.", "N");

    private readonly Option<bool> _gradientCheckpointing = new("--gradient-checkpointing")
    {
        Description = "Compute each block again in the backward pass, to need less memory.",
    };

    private readonly Option<ComputePrecision> _precision =
        Setting.Choice("--precision", _defaults.Precision, "The number type of the passes: full or bfloat16.", "TYPE");

    private readonly Option<double?> _learningRate = Setting.Optional(
        "--learning-rate", _small.LearningRate, Described("The learning rate after warm-up.", options => options.LearningRate), "X");

    private readonly Option<int?> _warmup = Number("--warmup", "Steps over which the learning rate rises.", options => options.WarmupSteps);

    private readonly Option<double> _weightDecay = Setting.Default("--weight-decay", _defaults.WeightDecay, "AdamW's weight decay.", "X");

    private readonly Option<double> _clip = Setting.Default("--clip", _defaults.GradientClip, "The largest norm of the gradient.", "X");

    private readonly Option<double?> _emaDecay = Setting.Optional(
        "--ema-decay", _small.EmaDecay,
        Described("Decay of the moving average of the weights, which is what is saved.", options => options.EmaDecay), "X");

    private readonly Option<double> _labelDropout =
        Setting.Default("--label-dropout", _defaults.LabelDropout, "Share of the images that are shown without their class, for guidance.", "X");

    private readonly Option<double> _imageFirst = Setting.Default(
        "--image-first-share", _defaults.ImageFirstShare,
        "Share of the images whose caption stands behind them, which trains captioning and guidance. For --captions.", "X");

    private readonly Option<double> _textWeight = Setting.Default(
        "--text-loss-weight", _defaults.TextLossWeight, "The weight of the captions' loss beside the images'. For --captions.", "X");

    private readonly Option<PredictionTarget?> _lossTarget = Setting.Choice<PredictionTarget>(
        "--loss-target", "What the error is measured in: noise, clean or velocity. Default: what the network predicts (--target).", "TARGET");

    private readonly Option<bool> _noFlip = new("--no-flip") { Description = "Never mirror images. Those with captions never are." };

    private readonly Option<ArSplitPolicy?> _split = Setting.Of<ArSplitPolicy>(
        "--split", $"How batches are cut into AR steps: random:γ, equal:S, cosine:S or given:N+M+…. Default: {_defaults.Split}.", "SPLIT");

    private readonly Option<TokenOrder?> _order = Setting.Of<TokenOrder>(
        "--order", $"The order of tokens: random, raster, block:SIDE, dilated:STRIDE or given:I,J,…. Default: {_defaults.Order}.", "ORDER");

    private readonly Option<double> _arWeight =
        Setting.Default("--ar-weight", _defaults.ArLossWeight, "The loss weight of the first AR step; it falls to 1.", "X");

    private readonly Option<ArWeightShape> _arWeightShape =
        Setting.Choice("--ar-weight-shape", _defaults.ArLossWeightShape, "How it falls: linear or cosine.", "SHAPE");

    private readonly Option<TimestepSharing> _timesteps = Setting.Choice(
        "--timesteps", _defaults.TimestepSharing, "Which tokens share a timestep: all of a sequence, or those of an arstep.", "SHARING");

    private readonly Option<int> _copies = Setting.Whole(
        "--copies", _defaults.NoisedCopies, "Noised copies of each image behind the clean tokens that they share; divides the batch size.", "K");

    private readonly Option<ulong> _seed = Setting.Whole("--seed", _defaults.Seed, "The seed of everything random.", "SEED");

    /// <summary>The option that names the checkpoint.</summary>
    public const string CheckpointName = "--checkpoint";

    private readonly Option<string?> _checkpoint = new(CheckpointName)
    {
        Description = "A .safetensors file to write checkpoints to, and to go on from. An interrupted training that goes on ends as one that "
            + "was not.",
        HelpName = "FILE",
    };

    private readonly Option<int> _checkpointInterval =
        Setting.Whole("--checkpoint-interval", _defaults.CheckpointInterval, "Steps from one checkpoint to the next.", "N");

    private readonly Option<bool> _fresh = new("--fresh") { Description = "Begin anew, also where there is a checkpoint." };

    private readonly Option<int> _ahead = Setting.Whole("--batches-ahead", _defaults.BatchesAhead, "Batches that are read and decoded ahead.", "N");

    /// <summary>The options by the names that they have in <see cref="TrainingOptions"/>.</summary>
    public OptionNames Names => new(All.Select(pair => (pair.Property, pair.Option.Name)));

    private (string Property, Option Option)[] All =>
    [
        (nameof(TrainingOptions.Steps), _steps),
        (nameof(TrainingOptions.BatchSize), _batchSize),
        (nameof(TrainingOptions.AccumulationSteps), _accumulate),
        (nameof(TrainingOptions.GradientCheckpointing), _gradientCheckpointing),
        (nameof(TrainingOptions.Precision), _precision),
        (nameof(TrainingOptions.LearningRate), _learningRate),
        (nameof(TrainingOptions.WarmupSteps), _warmup),
        (nameof(TrainingOptions.WeightDecay), _weightDecay),
        (nameof(TrainingOptions.GradientClip), _clip),
        (nameof(TrainingOptions.EmaDecay), _emaDecay),
        (nameof(TrainingOptions.LabelDropout), _labelDropout),
        (nameof(TrainingOptions.ImageFirstShare), _imageFirst),
        (nameof(TrainingOptions.TextLossWeight), _textWeight),
        (nameof(TrainingOptions.LossTarget), _lossTarget),
        (nameof(TrainingOptions.HorizontalFlip), _noFlip),
        (nameof(TrainingOptions.Split), _split),
        (nameof(TrainingOptions.Order), _order),
        (nameof(TrainingOptions.ArLossWeight), _arWeight),
        (nameof(TrainingOptions.ArLossWeightShape), _arWeightShape),
        (nameof(TrainingOptions.TimestepSharing), _timesteps),
        (nameof(TrainingOptions.NoisedCopies), _copies),
        (nameof(TrainingOptions.Seed), _seed),
        (nameof(TrainingOptions.CheckpointPath), _checkpoint),
        (nameof(TrainingOptions.CheckpointInterval), _checkpointInterval),
        (nameof(TrainingOptions.Resume), _fresh),
        (nameof(TrainingOptions.BatchesAhead), _ahead),
    ];

    public void AddTo(Command command)
    {
        foreach ((_, Option option) in All)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How to train.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="hasShape">Whether the network's shape comes from a preset or a file.</param>
    public TrainingOptions Of(ParseResult parsed, bool hasShape)
    {
        TrainingOptions defaults = hasShape ? _defaults : _small;
        return defaults with
        {
            Steps = parsed.GetValue(_steps) ?? defaults.Steps,
            BatchSize = parsed.GetValue(_batchSize) ?? defaults.BatchSize,
            AccumulationSteps = parsed.GetValue(_accumulate),
            GradientCheckpointing = parsed.GetValue(_gradientCheckpointing),
            Precision = parsed.GetValue(_precision),
            LearningRate = parsed.GetValue(_learningRate) ?? defaults.LearningRate,
            WarmupSteps = parsed.GetValue(_warmup) ?? defaults.WarmupSteps,
            WeightDecay = parsed.GetValue(_weightDecay),
            GradientClip = parsed.GetValue(_clip),
            EmaDecay = parsed.GetValue(_emaDecay) ?? defaults.EmaDecay,
            LabelDropout = parsed.GetValue(_labelDropout),
            ImageFirstShare = parsed.GetValue(_imageFirst),
            TextLossWeight = parsed.GetValue(_textWeight),
            LossTarget = parsed.GetValue(_lossTarget),
            HorizontalFlip = parsed.GetValue(_noFlip) ? false : null,
            Split = parsed.GetValue(_split) ?? _defaults.Split,
            Order = parsed.GetValue(_order) ?? _defaults.Order,
            ArLossWeight = parsed.GetValue(_arWeight),
            ArLossWeightShape = parsed.GetValue(_arWeightShape),
            TimestepSharing = parsed.GetValue(_timesteps),
            NoisedCopies = parsed.GetValue(_copies),
            Seed = parsed.GetValue(_seed),
            CheckpointPath = parsed.GetValue(_checkpoint),
            CheckpointInterval = parsed.GetValue(_checkpointInterval),
            Resume = !parsed.GetValue(_fresh),
            BatchesAhead = parsed.GetValue(_ahead),
        };
    }

    private static Option<int?> Number(string name, string description, Func<TrainingOptions, int> value) =>
        Setting.Whole(name, Described(description, options => value(options)));

    private static string Described(string description, Func<TrainingOptions, double> value) => string.Create(
        CultureInfo.InvariantCulture, $"{description} Default: {value(_small)}; with --preset or --init {value(_defaults)}.");
}
