namespace CausalFusion.Samples.Service.Web;

/// <summary>The answer of GET /health/live.</summary>
/// <param name="Live">Whether the service lives: always.</param>
internal sealed record LiveAnswer(bool Live);
