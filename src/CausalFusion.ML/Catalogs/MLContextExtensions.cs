using CausalFusion.ML;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>CausalFusion on an <see cref="MLContext"/>: <c>mlContext.ImageGeneration</c>, <c>mlContext.ImageCaptioning</c>.</summary>
/// <remarks>
/// The extension property <c>ImageGeneration</c> is an <see cref="ImageGenerationCatalog"/>, with trainers that learn to generate images;
/// <c>ImageCaptioning</c> is an <see cref="ImageCaptioningCatalog"/>, with trainers that learn to describe images, and what else there is to
/// do with descriptions.
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

        /// <summary>Trainers that learn to describe images, and what else there is to do with descriptions.</summary>
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
    /// Tells a context of CausalFusion's components. <c>mlContext.Model.Load</c> does so itself when a model file has one; an older file does not say
    /// which assembly its components are of, and needs the call. A further one does nothing.
    /// </summary>
    /// <param name="mlContext">The context.</param>
    /// <returns>The context.</returns>
    public static MLContext RegisterCausalFusion(this MLContext mlContext)
    {
        ArgumentNullException.ThrowIfNull(mlContext);
        RegisterComponents(mlContext);
        return mlContext;
    }

    internal static void RegisterComponents(IHostEnvironment env) => env.ComponentCatalog.RegisterAssembly(typeof(ModelTransformer).Assembly);
}
