using CausalFusion.AI;
using Microsoft.Extensions.AI;
using TorchSharp;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers CausalFusion with a service collection.</summary>
public static class CausalFusionServiceCollectionExtensions
{
    /// <summary>Registers an <see cref="IImageGenerator"/> over a model file, one for the application, loaded when it is first asked for.</summary>
    /// <param name="services">The services.</param>
    /// <param name="path">The model file, as <see cref="CausalFusion.Checkpoints.ModelFile.Open"/> takes it.</param>
    /// <param name="configure">Sets how to sample, and the rest; may be null.</param>
    /// <param name="device">Where to put the network; the CPU by default.</param>
    /// <returns>The same services.</returns>
    public static IServiceCollection AddCausalFusionImageGenerator(
        this IServiceCollection services, string path, Action<CausalFusionImageGeneratorOptions>? configure = null, torch.Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return services.AddSingleton<IImageGenerator>(_ =>
        {
            var options = new CausalFusionImageGeneratorOptions();
            configure?.Invoke(options);
            return CausalFusionImageGenerator.Load(path, options, device);
        });
    }
}
