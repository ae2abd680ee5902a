using CausalFusion.Generation;

namespace CausalFusion.Samples.Service;

/// <summary>Images that someone asked for. Its state is written under the lock of <see cref="JobBoard"/>.</summary>
internal sealed class Job(string? className, ulong seed, IReadOnlyList<GenerationRequest> requests, GenerationOptions generation)
{
    public string Id { get; } = Guid.NewGuid().ToString("n");

    public string? ClassName { get; } = className;

    public ulong Seed { get; } = seed;

    public IReadOnlyList<GenerationRequest> Requests { get; } = requests;

    /// <summary>How; jobs of equal options can be generated at once.</summary>
    public GenerationOptions Generation { get; } = generation;

    public JobState State { get; set; }

    /// <summary>The part of the work that is done, 0 to 1.</summary>
    public double Progress { get; set; }

    /// <summary>The images as PNG files; empty until the job is finished.</summary>
    public IReadOnlyList<byte[]> Images { get; set; } = [];

    /// <summary>Why it failed.</summary>
    public string? Error { get; set; }

    public bool IsOver => State is JobState.Finished or JobState.Canceled or JobState.Failed;
}
