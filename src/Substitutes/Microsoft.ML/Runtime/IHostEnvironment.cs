namespace Microsoft.ML.Runtime;

/// <summary>Where components run: it logs, gives randomness and names exceptions.</summary>
public interface IHostEnvironment : IChannelProvider, IProgressChannelProvider
{
    /// <summary>A host for a component. Without a seed, its randomness derives from the environment's.</summary>
    IHost Register(string name, int? seed = null, bool? verbose = null);

    ComponentCatalog ComponentCatalog { get; }
}
