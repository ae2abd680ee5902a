namespace Microsoft.ML.Runtime;

/// <summary>What components inside the library see of an environment beyond its public face.</summary>
internal interface IHostEnvironmentInternal : IHostEnvironment
{
    /// <summary>The seed of the whole environment, or null where it is not deterministic.</summary>
    int? Seed { get; }

    int? GpuDeviceId { get; set; }

    bool FallbackToCpu { get; set; }

    string TempFilePath { get; set; }
}
