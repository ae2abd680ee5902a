using CausalFusion.ML.Hosting;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>
/// CausalFusion's transforms: <c>mlContext.Transforms.GenerateImages</c>, <c>EditImages</c>, <c>CaptionImages</c> and <c>FeaturizeImages</c>.
/// </summary>
public static partial class CausalFusionTransformsCatalog
{
    private static IHostEnvironment EnvironmentOf(TransformsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        IHostEnvironment env = MLNetInternals.EnvironmentOf(catalog);
        MLContextExtensions.RegisterComponents(env);
        return env;
    }
}
