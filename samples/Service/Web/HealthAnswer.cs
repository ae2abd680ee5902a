namespace CausalFusion.Samples.Service.Web;

/// <summary>The answer of GET /health.</summary>
/// <param name="Live">Whether the service lives: always.</param>
/// <param name="Ready">Whether it can work.</param>
/// <param name="Status">loading, ready, stopping, or failed.</param>
/// <param name="Queue">Its jobs.</param>
internal sealed record HealthAnswer(bool Live, bool Ready, string Status, HealthAnswer.Jobs Queue)
{
    /// <summary>The jobs that are not over.</summary>
    /// <param name="Waiting">How many wait.</param>
    /// <param name="Running">How many are being worked at.</param>
    /// <param name="Capacity">How many may wait.</param>
    internal sealed record Jobs(int Waiting, int Running, int Capacity);
}
