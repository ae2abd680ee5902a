using CausalFusion.ML;
using CausalFusion.ML.Hosting;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>CausalFusion on an <see cref="MLContext"/>: <c>mlContext.ImageGeneration</c>, <c>mlContext.ImageCaptioning</c>.</summary>
/// <remarks>
/// The extension property <c>ImageGeneration</c> is an <see cref="ImageGenerationCatalog"/>, with trainers that learn to generate images;
/// <c>ImageCaptioning</c> is an <see cref="ImageCaptioningCatalog"/>, with what there is to do with descriptions of images.
/// CausalFusion's transforms are on <c>mlContext.Transforms</c>: see <see cref="CausalFusionTransformsCatalog"/>.
/// </remarks>
public static class MLContextExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>Trainers that learn to generate images.</summary>
        public ImageGenerationCatalog ImageGeneration
        {
            get
            {
                mlContext.RegisterCausalFusion();
                return new ImageGenerationCatalog(mlContext);
            }
        }

        /// <summary>What there is to do with descriptions of images.</summary>
        public ImageCaptioningCatalog ImageCaptioning
        {
            get
            {
                mlContext.RegisterCausalFusion();
                return new ImageCaptioningCatalog(mlContext);
            }
        }
    }

    /// <summary>
    /// Makes <c>mlContext.Model.Load</c> know CausalFusion's components. Needed once before a model file is loaded by a context that none of
    /// CausalFusion's catalogs has been used on; a further call does nothing.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <returns>The context.</returns>
    public static MLContext RegisterCausalFusion(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        RegisterComponents(mlContext);
        return mlContext;
    }

    internal static void RegisterComponents(IHostEnvironment env)
    {
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Generator, typeof(ImageGenerationTransformer));
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Editor, typeof(ImageEditingTransformer));
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Featurizer, typeof(ImageFeaturizationTransformer));
    }
}
