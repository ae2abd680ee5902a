namespace CausalFusion.Samples.Service.Jobs;

/// <summary>Some images of a job that are generated in one batch.</summary>
/// <param name="Job">The job.</param>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many.</param>
internal readonly record struct JobSlice(Job Job, int First, int Count);
