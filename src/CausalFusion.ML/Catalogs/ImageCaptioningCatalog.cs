using System.Runtime.CompilerServices;
using CausalFusion.Evaluation;
using CausalFusion.ML;
using CausalFusion.ML.Captioning;
using CausalFusion.ML.Hosting;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>The task of describing images in words: <c>mlContext.ImageCaptioning</c>.</summary>
public sealed class ImageCaptioningCatalog
{
    private readonly MLContext _mlContext;

    internal ImageCaptioningCatalog(MLContext mlContext)
    {
        _mlContext = mlContext;
        Trainers = new ImageCaptioningTrainers(mlContext);
    }

    /// <summary>The trainers of the task.</summary>
    public ImageCaptioningTrainers Trainers { get; }

    // With a seed of its own, so that evaluating does not change what the context's next trainer draws.
    private IHost Host => ((IHostEnvironment)_mlContext).Register(nameof(ImageCaptioningCatalog), seed: 0);

    /// <summary>
    /// Says how near captions are to references that people wrote: CIDEr-D, BLEU and ROUGE-L, as the MS-COCO caption evaluation defines them.
    /// </summary>
    /// <remarks>
    /// Which words are rare is told by all rows together, so numbers are to be compared with numbers for the same images and references. The words of
    /// all rows are in memory at once.
    /// </remarks>
    /// <param name="data">A row for each image.</param>
    /// <param name="captionColumnName">
    /// The column of captions: texts, split by <paramref name="tokenization"/>, or vectors of words, which are compared as they are. A caption may be
    /// empty. Default "Caption".
    /// </param>
    /// <param name="referencesColumnName">
    /// The column of references: vectors of texts, of any length, one for each reference, split by <paramref name="tokenization"/>. Empty ones are
    /// left out. Default "References".
    /// </param>
    /// <param name="tokenization">How texts become words; as the MS-COCO caption evaluation does by default.</param>
    /// <returns>The metrics.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A column is missing or of the wrong type, or <paramref name="tokenization"/> is none.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// A row has no reference with a word, more than <see cref="CaptionSet.MaxReferences"/>, or a text of more than <see cref="CaptionSet.MaxWords"/>
    /// words or <see cref="CaptionTokenizer.MaxLength"/> characters.
    /// </exception>
    /// <exception cref="InvalidOperationException">There are no rows.</exception>
    public ImageCaptioningMetrics Evaluate(
        IDataView data, string captionColumnName =
            "Caption", string referencesColumnName = "References", CaptionTokenization tokenization = CaptionTokenization.Coco)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(captionColumnName);
        ArgumentException.ThrowIfNullOrEmpty(referencesColumnName);
        return Host.Marking(
            nameof(Evaluate), () => new ImageCaptioningMetrics(new CaptionColumns(captionColumnName, referencesColumnName, tokenization).Read(data)));
    }

    /// <summary>The trainers of the task of describing images.</summary>
    public sealed class ImageCaptioningTrainers
    {
        private readonly MLContext _mlContext;

        internal ImageCaptioningTrainers(MLContext mlContext) => _mlContext = mlContext;

        /// <summary>A trainer of a CausalFusion network, which learns to caption images and to generate and edit them by text.</summary>
        /// <remarks>
        /// The vocabulary is made from the captions unless the options give one, and is saved with the network. Give the trained transformer to
        /// <c>GenerateImages</c> or <c>EditImages</c> to generate images of prompts.
        /// <list type="table">
        /// <item><term>Machine learning task</term><description>Image captioning, and image generation from text</description></item>
        /// <item><term>Caption column data type</term><description>Text, or a vector of texts, of which one is learned at a
        /// time</description></item>
        /// <item><term>Image column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>,
        /// <see cref="float"/> or <see cref="double"/>, its pixels</description></item>
        /// <item><term>Output column data type</term><description>Text</description></item>
        /// <item><term>Is normalization required?</term><description>No</description></item>
        /// <item><term>Is caching required?</term><description>No: the data is read once</description></item>
        /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
        /// <item><term>Exportable to ONNX</term><description>No</description></item>
        /// </list>
        /// </remarks>
        /// <param name="captionColumnName">The column of captions. Default "Caption".</param>
        /// <param name="imageColumnName">The column of images. Default "Image".</param>
        /// <param name="outputColumnName">The column that the trained transformer puts captions into. Default "GeneratedCaption".</param>
        /// <param name="imageSize">Height and width of the images in pixels. Default 32.</param>
        /// <param name="channels">1 for gray images, 3 for colors. Default 3.</param>
        /// <param name="steps">How many steps to train. Default 10,000.</param>
        /// <returns>An estimator whose transformer takes images to captions.</returns>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public ImageCaptioningTrainer CausalFusion(
            string captionColumnName = ImageCaptioningTrainerOptions.DefaultCaptionColumn,
            string imageColumnName = ImageTrainerOptions.DefaultImageColumn,
            string outputColumnName = ImageCaptioningTrainerOptions.DefaultOutputColumn,
            int imageSize = ImageTrainerOptions.DefaultImageSize,
            int channels = ImageTrainerOptions.DefaultChannels,
            int steps = ImageTrainerOptions.DefaultSteps) =>
            CausalFusion(
                Set(new CausalFusionCaptioningTrainerOptions(), captionColumnName, imageColumnName, outputColumnName, imageSize, channels, steps));

        /// <summary>A trainer of a CausalFusion network, which learns to caption images and to generate and edit them by text.</summary>
        /// <inheritdoc cref="CausalFusion(string, string, string, int, int, int)" path="/remarks"/>
        /// <param name="options">Columns, texts, network and training.</param>
        /// <returns>An estimator whose transformer takes images to captions.</returns>
        /// <exception cref="ArgumentException">An option is out of range, or none that the network can follow.</exception>
        [OverloadResolutionPriority(1)] // also where the options are written as new()
        public ImageCaptioningTrainer CausalFusion(CausalFusionCaptioningTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            return new ImageCaptioningTrainer(_mlContext, options);
        }

        /// <summary>
        /// A trainer of a Transfusion network, which learns to caption images, and to generate them of text, all tokens of one at once.
        /// </summary>
        /// <remarks>
        /// What it trains captions and generates images; it does not edit them. The vocabulary is made from the captions unless the options give one,
        /// and is saved with the network. Give the trained transformer to <c>GenerateImages</c> to generate images of prompts.
        /// <list type="table">
        /// <item><term>Machine learning task</term><description>Image captioning, and image generation from text</description></item>
        /// <item><term>Caption column data type</term><description>Text, or a vector of texts, of which one is learned at a
        /// time</description></item>
        /// <item><term>Image column data type</term><description><see cref="Data.MLImage"/>, or a vector of <see cref="byte"/>,
        /// <see cref="float"/> or <see cref="double"/>, its pixels</description></item>
        /// <item><term>Output column data type</term><description>Text</description></item>
        /// <item><term>Is normalization required?</term><description>No</description></item>
        /// <item><term>Is caching required?</term><description>No: the data is read once</description></item>
        /// <item><term>Required NuGet in addition to Microsoft.ML</term><description>CausalFusion.ML</description></item>
        /// <item><term>Exportable to ONNX</term><description>No</description></item>
        /// </list>
        /// </remarks>
        /// <param name="captionColumnName">The column of captions. Default "Caption".</param>
        /// <param name="imageColumnName">The column of images. Default "Image".</param>
        /// <param name="outputColumnName">The column that the trained transformer puts captions into. Default "GeneratedCaption".</param>
        /// <param name="imageSize">Height and width of the images in pixels. Default 32.</param>
        /// <param name="channels">1 for gray images, 3 for colors. Default 3.</param>
        /// <param name="steps">How many steps to train. Default 10,000.</param>
        /// <returns>An estimator whose transformer takes images to captions.</returns>
        /// <exception cref="ArgumentException">A number is out of range.</exception>
        public ImageCaptioningTrainer Transfusion(
            string captionColumnName = ImageCaptioningTrainerOptions.DefaultCaptionColumn,
            string imageColumnName = ImageTrainerOptions.DefaultImageColumn,
            string outputColumnName = ImageCaptioningTrainerOptions.DefaultOutputColumn,
            int imageSize = ImageTrainerOptions.DefaultImageSize,
            int channels = ImageTrainerOptions.DefaultChannels,
            int steps = ImageTrainerOptions.DefaultSteps) =>
            Transfusion(Set(new TransfusionTrainerOptions(), captionColumnName, imageColumnName, outputColumnName, imageSize, channels, steps));

        /// <summary>
        /// A trainer of a Transfusion network, which learns to caption images, and to generate them of text, all tokens of one at once.
        /// </summary>
        /// <inheritdoc cref="Transfusion(string, string, string, int, int, int)" path="/remarks"/>
        /// <param name="options">Columns, texts, network and training.</param>
        /// <returns>An estimator whose transformer takes images to captions.</returns>
        /// <exception cref="ArgumentException">An option is out of range, or none that the network can follow.</exception>
        [OverloadResolutionPriority(1)] // also where the options are written as new()
        public ImageCaptioningTrainer Transfusion(TransfusionTrainerOptions options)
        {
            ArgumentNullException.ThrowIfNull(options);
            return new ImageCaptioningTrainer(_mlContext, options);
        }

        private static TOptions Set<TOptions>(TOptions options, string caption, string image, string output, int size, int channels, int steps)
            where TOptions : ImageCaptioningTrainerOptions
        {
            (options.CaptionColumnName, options.ImageColumnName, options.OutputColumnName) = (caption, image, output);
            (options.ImageSize, options.Channels) = (size, channels);
            options.Training = options.Training with { Steps = steps };
            return options;
        }
    }
}
