using CausalFusion.ML.Trainers;

namespace Microsoft.ML;

/// <summary>The task of drawing images.</summary>
public sealed class ImageGenerationCatalog
{
    internal ImageGenerationCatalog(MLContext mlContext) => Trainers = new ImageGenerationTrainers(mlContext);

    /// <summary>The trainers of the task.</summary>
    public ImageGenerationTrainers Trainers { get; }

    /// <summary>The trainers of the task of drawing images.</summary>
    public sealed class ImageGenerationTrainers
    {
        private readonly MLContext _mlContext;

        internal ImageGenerationTrainers(MLContext mlContext) => _mlContext = mlContext;

        /// <summary>A trainer of a CausalFusion network, which learns to draw images of classes.</summary>
        /// <param name="options">Columns, network and training; the defaults where null.</param>
        /// <returns>An estimator whose transformer takes labels, and seeds where there are any, to images.</returns>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        public ImageGenerationTrainer CausalFusion(CausalFusionTrainerOptions? options = null) => new(_mlContext, options ?? new CausalFusionTrainerOptions());
    }
}
