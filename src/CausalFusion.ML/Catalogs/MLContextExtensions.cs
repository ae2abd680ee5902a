using CausalFusion.ML.Hosting;
using CausalFusion.ML.Transforms;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>CausalFusion on an <see cref="MLContext"/>.</summary>
public static class MLContextExtensions
{
    extension(MLContext mlContext)
    {
        /// <summary>Trainers that learn to draw images.</summary>
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

        /// <summary>
        /// Makes <c>mlContext.Model.Load</c> know CausalFusion's components. Needed once before a model file is loaded by a context that none of CausalFusion's
        /// catalogs has been used on; a further call does nothing.
        /// </summary>
        /// <returns>The context.</returns>
        public MLContext RegisterCausalFusion()
        {
            ArgumentNullException.ThrowIfNull(mlContext);
            RegisterComponents(mlContext);
            return mlContext;
        }
    }

    internal static void RegisterComponents(IHostEnvironment env)
    {
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Generator, typeof(ImageGenerationTransformer));
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Editor, typeof(ImageEditingTransformer));
        MLNetInternals.Register(env.ComponentCatalog, ModelFormat.Featurizer, typeof(ImageFeaturizationTransformer));
    }
}
