namespace CausalFusion.Samples.Service;

/// <summary>Whether the service can do its work: it loads, it is ready, it stops, or the model could not be loaded.</summary>
internal sealed class ServiceHealth
{
    private volatile string _status = "loading";

    public string Status => _status;

    public bool IsReady => _status == "ready";

    public void BeReady() => _status = "ready";

    public void Stop() => _status = "stopping";

    public void Fail() => _status = "failed";
}
