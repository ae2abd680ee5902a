namespace Microsoft.ML.Runtime;

/// <summary>What an environment and all hosts made from it share.</summary>
internal sealed class EnvironmentState
{
    public EnvironmentState(int? seed) => Seed = seed;

    public int? Seed { get; }

    public int? GpuDeviceId { get; set; }

    public bool FallbackToCpu { get; set; } = true;

    public string TempFilePath { get; set; } = Path.GetTempPath();

    public ComponentCatalog ComponentCatalog { get; } = new();

    /// <summary>Who hears the messages of all channels: the full name of the channel and the message.</summary>
    public Action<string, ChannelMessage> Listener { get; set; }
}
