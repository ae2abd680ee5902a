namespace CausalFusion.Generation;

/// <summary>How far captioning has come; reported after every batch.</summary>
/// <param name="Done">Captions written.</param>
/// <param name="Total">Captions to write.</param>
/// <param name="CaptionsPerSecond">Captions written per second.</param>
public readonly record struct CaptionProgress(int Done, int Total, double CaptionsPerSecond);
