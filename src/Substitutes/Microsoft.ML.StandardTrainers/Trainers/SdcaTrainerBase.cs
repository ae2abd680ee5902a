using Microsoft.ML.Numeric;

namespace Microsoft.ML.Trainers;

/// <summary>A trainer that uses stochastic dual coordinate ascent.</summary>
public abstract class SdcaTrainerBase<TOptions, TTransformer, TModel> : StochasticTrainerBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : SdcaTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    /// <summary>Below this the dual problem converges too slowly to be worth solving.</summary>
    private const float MinimumL2 = 1e-9f;

    private protected readonly TOptions TrainerOptions;

    internal SdcaTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env.Register(name), TrainerColumns.Features(options.FeatureColumnName), label, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        TrainerOptions = options.Copy();
        Host.CheckUserArg(TrainerOptions.L2Regularization is null or >= 0, nameof(OptionsBase.L2Regularization), "L2 constant must be non-negative.");
        Host.CheckUserArg(TrainerOptions.L1Regularization is null or >= 0, nameof(OptionsBase.L1Regularization), "L1 threshold must be non-negative.");
        Host.CheckUserArg(TrainerOptions.MaximumNumberOfIterations is null or > 0, nameof(OptionsBase.MaximumNumberOfIterations), "Max number of iterations must be positive.");
        Host.CheckUserArg(TrainerOptions.ConvergenceTolerance is > 0 and <= 1, nameof(OptionsBase.ConvergenceTolerance),
            "Convergence tolerance must be positive and no larger than 1.");
        Host.CheckUserArg(TrainerOptions.NumberOfThreads is null or > 0, nameof(OptionsBase.NumberOfThreads), "The number of threads must be either null or a positive integer.");
    }

    /// <summary>What the options leave open is chosen by the number of examples and features.</summary>
    private protected SdcaSettings MakeSettings(IChannel channel, TrainingRows rows)
    {
        int iterations = TrainerOptions.MaximumNumberOfIterations ?? (int)Math.Max(2, Math.Max(1, 500_000 / rows.RowCount) * 3);
        float l2 = TrainerOptions.L2Regularization ?? Math.Max(1e-6f, 20f / (Math.Max(2, iterations / 2) * rows.RowCount));
        if (l2 < MinimumL2)
        {
            channel.Warning(MessageSensitivity.None, "The L2 regularization {0} was replaced by the least possible, {1}.", l2, MinimumL2);
            l2 = MinimumL2;
        }
        float l1 = TrainerOptions.L1Regularization ?? rows.Layout.FeatureCount switch { < 100 => 0, < 1000 => 0.25f, < 10000 => 0.5f, _ => 1 };
        channel.Info(MessageSensitivity.None, "At most {0} iterations, L2 = {1}, L1/L2 = {2}.", iterations, l2, l1);
        return new SdcaSettings
        {
            MaximumIterations = iterations,
            L2 = l2,
            L1Threshold = l1,
            BiasLearningRate = TrainerOptions.BiasLearningRate,
            ConvergenceTolerance = TrainerOptions.ConvergenceTolerance,
            CheckFrequency = TrainerOptions.ConvergenceCheckFrequency ?? 1,
            Threads = TrainerOptions.NumberOfThreads ?? Environment.ProcessorCount,
        };
    }

    /// <summary>Options of trainers that use stochastic dual coordinate ascent.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>The weight of Σw²/2, as a part of the mean loss; null to choose by the size of the data.</summary>
        public float? L2Regularization;

        /// <summary>The weight of Σ|w|, as a multiple of the L2 weight; null to choose by the number of features.</summary>
        public float? L1Regularization;

        /// <summary>How many threads measure convergence; null for as many as there are processors. The ascent itself is sequential.</summary>
        public int? NumberOfThreads;

        /// <summary>Training ends when the duality gap is below this part of the loss.</summary>
        public float ConvergenceTolerance = 0.1f;

        /// <summary>Passes over the data; null to choose by its size.</summary>
        public int? MaximumNumberOfIterations;

        /// <summary>Whether each pass takes the examples in an order of its own.</summary>
        public bool Shuffle = true;

        /// <summary>After how many passes each convergence is measured; not at all where it is not positive.</summary>
        public int? ConvergenceCheckFrequency;

        /// <summary>How fast biases are freed from the regularisation that they are otherwise under.</summary>
        public float BiasLearningRate = 0;

        private protected OptionsBase()
        {
        }

        internal TOptions Copy() => (TOptions)MemberwiseClone();
    }
}
