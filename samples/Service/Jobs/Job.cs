using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>Images that someone asked for. Its state is written under the lock of <see cref="JobBoard"/>.</summary>
/// <param name="request">What.</param>
/// <param name="client">Who.</param>
internal sealed class Job(ImageRequest request, string client)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Id { get; } = Guid.NewGuid().ToString("n");

    public ImageRequest Request { get; } = request;

    public string Client { get; } = client;

    public JobState State { get; private set; }

    /// <summary>How many of its images were taken into a batch.</summary>
    public int Taken { get; set; }

    /// <summary>The part of the batch in progress that is done, 0 to 1.</summary>
    public double BatchProgress { get; set; }

    /// <summary>The finished images as PNG files, in their order; the last ones are missing until the job is finished.</summary>
    public List<byte[]> Images { get; } = [];

    /// <summary>The images that are being generated, as far as they are, as PNG files; they follow <see cref="Images"/>.</summary>
    public IReadOnlyList<byte[]> Partials { get; set; } = [];

    /// <summary>How often <see cref="Partials"/> has changed.</summary>
    public int PartialsVersion { get; set; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; private set; }

    public int Count => Request.Images.Count;

    public bool IsOver => State is JobState.Finished or JobState.Canceled or JobState.Failed;

    /// <summary>Completes when it is over.</summary>
    public Task Over => _over.Task;

    /// <summary>The part of its work that is done, 0 to 1.</summary>
    public double Progress => State == JobState.Finished ? 1 : (Images.Count + (BatchProgress * (Taken - Images.Count))) / Count;

    public void Begin() => State = JobState.Running;

    public void End(JobState state, string? error = null)
    {
        (State, Error, Partials) = (state, error, []);
        if (state != JobState.Finished)
        {
            Images.Clear();
        }
        _over.SetResult();
    }
}
