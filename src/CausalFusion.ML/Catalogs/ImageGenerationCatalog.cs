using System.Runtime.CompilerServices;
using CausalFusion.Evaluation;
using CausalFusion.ML;
using CausalFusion.ML.Generation;
using CausalFusion.ML.Hosting;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The task of generating images: <c>mlContext.ImageGeneration</c>.</summary>
public sealed class ImageGenerationCatalog
{
    private readonly MLContext _mlContext;

    internal ImageGenerationCatalog(MLContext mlContext)
    {
        _mlContext = mlContext;
        Trainers = new ImageGenerationTrainers(mlContext);
    }

    /// <summary>The trainers of the task.</summary>
    public ImageGenerationTrainers Trainers { get; }

    // With a seed of its own, so that evaluating does not change what the context's next trainer draws.
    private IHost Host => ((IHostEnvironment)_mlContext).Register(nameof(ImageGenerationCatalog), seed: 0);

    /// <summary>Says how near generated images are to real ones, by features of both that the same featurizer computed, ours or any other.</summary>
    /// <remarks>
    /// The features of all images are in memory at once. Numbers depend on the featurizer and on how many images there are: compare them with the
    /// same of both.
    /// </remarks>
    /// <param name="real">Rows of real images' features.</param>
    /// <param name="generated">Rows of generated images' features.</param>
    /// <param name="realFeatureColumnName">The column of features in <paramref name="real"/>, vectors of one length. Default "Features".</param>
    /// <param name="generatedFeatureColumnName">The column of features in <paramref name="generated"/>; that of the real ones where null.</param>
    /// <param name="neighbors">
    /// The number of neighbors that the manifolds of precision, recall, density and coverage reach to, at least 1. Default 5.
    /// </param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or there are no neighbors.</exception>
    /// <exception cref="ArgumentException">The features have different lengths, or there are not more images than neighbors.</exception>
    /// <exception cref="InvalidDataException">A row's features are not finite.</exception>
    public ImageGenerationMetrics Evaluate(
        IDataView real,
        IDataView generated,
        string realFeatureColumnName = "Features",
        string? generatedFeatureColumnName = null,
        int neighbors = ManifoldComparison.DefaultNeighbors)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentException.ThrowIfNullOrEmpty(realFeatureColumnName);
        return Host.Marking(nameof(Evaluate), () => new ImageGenerationMetrics(
            new FeatureColumn(realFeatureColumnName).Read(real), new FeatureColumn(
                generatedFeatureColumnName ?? realFeatureColumnName).Read(generated), neighbors));
    }

    /// <summary>Says how often a classifier sees in a generated image the class that it was asked to be of.</summary>
    /// <param name="scored">Generated images, scored by a classifier that was trained on real ones.</param>
    /// <param name="labelColumnName">The column of what was asked for, a key. Default "Label".</param>
    /// <param name="predictedLabelColumnName">The column of what the classifier says, a key of the same classes. Default "PredictedLabel".</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or the keys are not of the same classes.</exception>
    /// <exception cref="InvalidDataException">A row has no label.</exception>
    public ClassAgreementMetrics EvaluateClassAgreement(
        IDataView scored, string labelColumnName = "Label", string predictedLabelColumnName = "PredictedLabel")
    {
        ArgumentNullException.ThrowIfNull(scored);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        ArgumentException.ThrowIfNullOrEmpty(predictedLabelColumnName);
        return Host.Marking(nameof(EvaluateClassAgreement), () => new ClassAgreement(labelColumnName, predictedLabelColumnName).Count(scored));
    }

    /// <summary>The trainers of the task of generating images.</summary>
    public sealed class ImageGenerationTrainers
    {
        private readonly MLContext _mlContext;

        internal ImageGenerationTrainers(MLContext mlContext) => _mlContext = mlContext;

        /// <summary>A trainer of a CausalFusion network, which learns to generate images of classes.</summary>
        /// <remarks>
        /// The in-context DiT is of this family: a CausalFusion network that is told the timestep as a token and is trained in one AR step.
        /// <list type="table">
        /// <item><term>Machine learning task</term><description>Image generation</description></item>
        /// <item><term>Label column data type</term><description>Key, whole numbers from 0, or text: the classes' names</description></item>
        /// <item><term>Image column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>,
        /// <see cref="float"/> or <see cref="double"/>, its pixels</description></item>
        /// <item><term>Output column data type</term><description><see cref="Data.MLImage"/></description></item>
        /// <item><term>Is normalization required?</term><description>No</description></item>
        /// <item><term>Is caching required?</term><description>No: the data is read once</description></item>
        /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
        /// <item><term>Exportable to ONNX</term><description>No</description></item>
        /// </list>
        /// </remarks>
        /// <param name="labelColumnName">The column of labels. Default "Label".</param>
        /// <param name="imageColumnName">The column of images. Default "Image".</param>
        /// <param name="outputColumnName">The column that the trained transformer puts images into. Default "GeneratedImage".</param>
        /// <param name="imageSize">Height and width of the images in pixels. Default 32.</param>
        /// <param name="channels">1 for gray images, 3 for colors. Default 3.</param>
        /// <param name="steps">How many steps to train. Default 10,000.</param>
        /// <returns>An estimator whose transformer takes labels, and seeds where there are any, to images.</returns>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public ImageGenerationTrainer CausalFusion(
            string labelColumnName = ImageGenerationTrainerOptions.DefaultLabelColumn,
            string imageColumnName = ImageTrainerOptions.DefaultImageColumn,
            string outputColumnName = ImageGenerationTrainerOptions.DefaultOutputColumn,
            int imageSize = ImageTrainerOptions.DefaultImageSize,
            int channels = ImageTrainerOptions.DefaultChannels,
            int steps = ImageTrainerOptions.DefaultSteps) =>
            CausalFusion(Set(new CausalFusionTrainerOptions(), labelColumnName, imageColumnName, outputColumnName, imageSize, channels, steps));

        /// <summary>A trainer of a CausalFusion network, which learns to generate images of classes.</summary>
        /// <inheritdoc cref="CausalFusion(string, string, string, int, int, int)" path="/remarks"/>
        /// <param name="options">Columns, network and training.</param>
        /// <returns>An estimator whose transformer takes labels, and seeds where there are any, to images.</returns>
        /// <exception cref="ArgumentException">An option is out of range.</exception>
        [OverloadResolutionPriority(1)] // also where the options are written as new()
        public ImageGenerationTrainer CausalFusion(CausalFusionTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            return new ImageGenerationTrainer(_mlContext, options);
        }

        /// <summary>A trainer of a diffusion transformer (DiT), which learns to generate images of classes, all tokens of one at once.</summary>
        /// <remarks>
        /// This is the DiT with AdaLN-Zero. What it trains generates images; it neither edits them nor gives features of them.
        /// <list type="table">
        /// <item><term>Machine learning task</term><description>Image generation</description></item>
        /// <item><term>Label column data type</term><description>Key, whole numbers from 0, or text: the classes' names</description></item>
        /// <item><term>Image column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>,
        /// <see cref="float"/> or <see cref="double"/>, its pixels</description></item>
        /// <item><term>Output column data type</term><description><see cref="Data.MLImage"/></description></item>
        /// <item><term>Is normalization required?</term><description>No</description></item>
        /// <item><term>Is caching required?</term><description>No: the data is read once</description></item>
        /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
        /// <item><term>Exportable to ONNX</term><description>No</description></item>
        /// </list>
        /// </remarks>
        /// <param name="labelColumnName">The column of labels. Default "Label".</param>
        /// <param name="imageColumnName">The column of images. Default "Image".</param>
        /// <param name="outputColumnName">The column that the trained transformer puts images into. Default "GeneratedImage".</param>
        /// <param name="imageSize">Height and width of the images in pixels. Default 32.</param>
        /// <param name="channels">1 for gray images, 3 for colors. Default 3.</param>
        /// <param name="steps">How many steps to train. Default 10,000.</param>
        /// <returns>An estimator whose transformer takes labels, and seeds where there are any, to images.</returns>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public ImageGenerationTrainer Dit(
            string labelColumnName = ImageGenerationTrainerOptions.DefaultLabelColumn,
            string imageColumnName = ImageTrainerOptions.DefaultImageColumn,
            string outputColumnName = ImageGenerationTrainerOptions.DefaultOutputColumn,
            int imageSize = ImageTrainerOptions.DefaultImageSize,
            int channels = ImageTrainerOptions.DefaultChannels,
            int steps = ImageTrainerOptions.DefaultSteps) =>
            Dit(Set(new DitTrainerOptions(), labelColumnName, imageColumnName, outputColumnName, imageSize, channels, steps));

        /// <summary>A trainer of a diffusion transformer (DiT), which learns to generate images of classes, all tokens of one at once.</summary>
        /// <inheritdoc cref="Dit(string, string, string, int, int, int)" path="/remarks"/>
        /// <param name="options">Columns, network and training.</param>
        /// <returns>An estimator whose transformer takes labels, and seeds where there are any, to images.</returns>
        /// <exception cref="ArgumentException">An option is out of range, or none that a DiT can follow.</exception>
        [OverloadResolutionPriority(1)] // also where the options are written as new()
        public ImageGenerationTrainer Dit(DitTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            return new ImageGenerationTrainer(_mlContext, options);
        }

        private static TOptions Set<TOptions>(TOptions options, string label, string image, string output, int size, int channels, int steps)
            where TOptions : ImageGenerationTrainerOptions
        {
            (options.LabelColumnName, options.ImageColumnName, options.OutputColumnName) = (label, image, output);
            (options.ImageSize, options.Channels) = (size, channels);
            options.Training = options.Training with { Steps = steps };
            return options;
        }
    }
}
