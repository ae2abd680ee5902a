using Microsoft.ML.Trainers;

namespace Microsoft.ML;

/// <summary>The linear trainers of the task catalogs.</summary>
public static class StandardTrainersCatalog
{
    /// <summary>A maximum entropy classifier trained with L-BFGS.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The true class: a key.</param>
    /// <param name="featureColumnName">The features: a vector of known size of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The examples' weights, or null where all weigh the same.</param>
    /// <param name="l1Regularization">The weight of Σ|w|, in examples.</param>
    /// <param name="l2Regularization">The weight of Σw²/2, in examples.</param>
    /// <param name="optimizationTolerance">Training ends when the loss, per example, improves by less than this.</param>
    /// <param name="historySize">How many past steps the curvature is estimated from.</param>
    /// <param name="enforceNonNegativity">Whether weights must not be negative.</param>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", string exampleWeightColumnName = null,
        float l1Regularization = LbfgsDefaults.L1Regularization, float l2Regularization = LbfgsDefaults.L2Regularization,
        float optimizationTolerance = LbfgsDefaults.OptimizationTolerance, int historySize = LbfgsDefaults.HistorySize, bool enforceNonNegativity = false)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new LbfgsMaximumEntropyMulticlassTrainer(catalog.Environment, new LbfgsMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L1Regularization = l1Regularization,
            L2Regularization = l2Regularization,
            OptimizationTolerance = optimizationTolerance,
            HistorySize = historySize,
            EnforceNonNegativity = enforceNonNegativity,
        });
    }

    /// <inheritdoc cref="LbfgsMaximumEntropy(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, float, float, float, int, bool)"/>
    public static LbfgsMaximumEntropyMulticlassTrainer LbfgsMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        LbfgsMaximumEntropyMulticlassTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new LbfgsMaximumEntropyMulticlassTrainer(catalog.Environment, options);
    }

    /// <summary>A maximum entropy classifier trained with stochastic dual coordinate ascent.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The true class: a key.</param>
    /// <param name="featureColumnName">The features: a vector of known size of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The examples' weights, or null where all weigh the same.</param>
    /// <param name="l2Regularization">The weight of Σw²/2, as a part of the mean loss; null to choose by the size of the data.</param>
    /// <param name="l1Regularization">The weight of Σ|w|, as a multiple of the L2 weight; null to choose by the number of features.</param>
    /// <param name="maximumNumberOfIterations">Passes over the data; null to choose by its size.</param>
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", string exampleWeightColumnName = null,
        float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new SdcaMaximumEntropyMulticlassTrainer(catalog.Environment, new SdcaMaximumEntropyMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });
    }

    /// <inheritdoc cref="SdcaMaximumEntropy(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, float?, float?, int?)"/>
    public static SdcaMaximumEntropyMulticlassTrainer SdcaMaximumEntropy(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaMaximumEntropyMulticlassTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SdcaMaximumEntropyMulticlassTrainer(catalog.Environment, options);
    }

    /// <summary>A linear classifier trained with stochastic dual coordinate ascent, whose scores are not probabilities.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="labelColumnName">The true class: a key.</param>
    /// <param name="featureColumnName">The features: a vector of known size of <see cref="float"/>.</param>
    /// <param name="exampleWeightColumnName">The examples' weights, or null where all weigh the same.</param>
    /// <param name="lossFunction">The loss of the difference between the scores of the true and of another class; <see cref="LogLoss"/> by default.</param>
    /// <param name="l2Regularization">The weight of Σw²/2, as a part of the mean loss; null to choose by the size of the data.</param>
    /// <param name="l1Regularization">The weight of Σ|w|, as a multiple of the L2 weight; null to choose by the number of features.</param>
    /// <param name="maximumNumberOfIterations">Passes over the data; null to choose by its size.</param>
    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        string labelColumnName = "Label", string featureColumnName = "Features", string exampleWeightColumnName = null,
        ISupportSdcaClassificationLoss lossFunction = null, float? l2Regularization = null, float? l1Regularization = null, int? maximumNumberOfIterations = null)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return new SdcaNonCalibratedMulticlassTrainer(catalog.Environment, new SdcaNonCalibratedMulticlassTrainer.Options
        {
            LabelColumnName = labelColumnName,
            FeatureColumnName = featureColumnName,
            ExampleWeightColumnName = exampleWeightColumnName,
            Loss = lossFunction ?? new LogLoss(),
            L2Regularization = l2Regularization,
            L1Regularization = l1Regularization,
            MaximumNumberOfIterations = maximumNumberOfIterations,
        });
    }

    /// <inheritdoc cref="SdcaNonCalibrated(MulticlassClassificationCatalog.MulticlassClassificationTrainers, string, string, string, ISupportSdcaClassificationLoss, float?, float?, int?)"/>
    public static SdcaNonCalibratedMulticlassTrainer SdcaNonCalibrated(this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog,
        SdcaNonCalibratedMulticlassTrainer.Options options)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(options);
        return new SdcaNonCalibratedMulticlassTrainer(catalog.Environment, options);
    }
}
