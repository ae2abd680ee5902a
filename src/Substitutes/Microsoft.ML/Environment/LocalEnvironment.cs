namespace Microsoft.ML.Runtime;

/// <summary>The root environment.</summary>
internal sealed class LocalEnvironment : HostEnvironmentBase
{
    public LocalEnvironment(int? seed = null) : base(new EnvironmentState(seed), null, null, seed is { } value ? new Random(value) : new Random())
    {
    }

    /// <summary>Lets an action hear every message of every channel.</summary>
    public void AddListener(Action<string, ChannelMessage> listener) => State.Listener += listener;
}
