namespace Microsoft.ML.Trainers;

/// <summary>A trainer that uses the limited-memory BFGS method.</summary>
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    private protected readonly TOptions TrainerOptions;

    internal LbfgsTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env.Register(name), TrainerColumns.Features(options.FeatureColumnName), label, TrainerColumns.Weight(options.ExampleWeightColumnName))
    {
        TrainerOptions = options.Copy();
        Host.CheckUserArg(TrainerOptions.L1Regularization >= 0, nameof(OptionsBase.L1Regularization), "Must be non-negative");
        Host.CheckUserArg(TrainerOptions.L2Regularization >= 0, nameof(OptionsBase.L2Regularization), "Must be non-negative");
        Host.CheckUserArg(TrainerOptions.OptimizationTolerance > 0, nameof(OptionsBase.OptimizationTolerance), "Must be positive");
        Host.CheckUserArg(TrainerOptions.HistorySize > 0, nameof(OptionsBase.HistorySize), "Must be positive");
        Host.CheckUserArg(TrainerOptions.MaximumNumberOfIterations > 0, nameof(OptionsBase.MaximumNumberOfIterations), "Must be positive");
        Host.CheckUserArg(TrainerOptions.StochasticGradientDescentInitilaizationTolerance >= 0,
            nameof(OptionsBase.StochasticGradientDescentInitilaizationTolerance), "Must be non-negative");
        Host.CheckUserArg(TrainerOptions.NumberOfThreads is null or > 0, nameof(OptionsBase.NumberOfThreads), "Must be positive (or empty for default)");
    }

    public override TrainerInfo Info { get; } = new(needsNormalization: true, wantsCaching: true);

    /// <summary>Options of trainers that use the limited-memory BFGS method.</summary>
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        /// <summary>The weight of Σw²/2, in examples.</summary>
        public float L2Regularization = LbfgsDefaults.L2Regularization;

        /// <summary>The weight of Σ|w|, in examples.</summary>
        public float L1Regularization = LbfgsDefaults.L1Regularization;

        /// <summary>Training ends when the loss, per example, improves by less than this.</summary>
        public float OptimizationTolerance = LbfgsDefaults.OptimizationTolerance;

        /// <summary>How many past steps the curvature is estimated from.</summary>
        public int HistorySize = LbfgsDefaults.HistorySize;

        public int MaximumNumberOfIterations = int.MaxValue;

        /// <summary>Where above 0, start where stochastic gradient descent moves less than this in a thousand examples.</summary>
        public float StochasticGradientDescentInitilaizationTolerance = 0;

        /// <summary>Whether to log nothing.</summary>
        public bool Quiet = false;

        /// <summary>Where above 0, start from random weights in an interval of this width around zero.</summary>
        public float InitialWeightsDiameter = 0;

        /// <summary>Null for as many as there are processors. With 1 the data is not kept in memory but read anew in each iteration.</summary>
        public int? NumberOfThreads;

        /// <summary>Without effect: the optimizer's vectors are always dense.</summary>
        public bool DenseOptimizer = false;

        /// <summary>Whether weights must not be negative.</summary>
        public bool EnforceNonNegativity = false;

        protected OptionsBase()
        {
        }

        internal TOptions Copy() => (TOptions)MemberwiseClone();
    }
}
