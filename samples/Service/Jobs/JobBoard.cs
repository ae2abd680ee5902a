using CausalFusion.Samples.Service.Networks;

namespace CausalFusion.Samples.Service.Jobs;

/// <summary>
/// All jobs: those that wait for their turns, those of the batch in progress, and the last ones that are over. A turn is a batch; what has images
/// left after it goes to the end of the queue, so that a small job does not wait for all of a large one. Thread-safe.
/// </summary>
internal sealed class JobBoard(ServiceOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _jobs = [];
    private readonly LinkedList<Job> _turns = [];
    private readonly Queue<Job> _over = [];
    private readonly SemaphoreSlim _changed = new(0);
    private List<JobSlice> _batch = [];
    private CancellationTokenSource? _batchCancellation;
    private bool _isClosed;

    /// <summary>How long the last batch took: what a place in the queue waits for.</summary>
    public TimeSpan LastBatch { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many jobs wait for their first turn, and how many have begun.</summary>
    public (int Waiting, int Running) Counts()
    {
        lock (_lock)
        {
            return (Waiting(), _jobs.Values.Count(job => job.State == JobState.Running));
        }
    }

    /// <summary>Puts a job into the queue.</summary>
    public Admission Add(Job job)
    {
        lock (_lock)
        {
            if (_isClosed)
            {
                return Admission.Closed;
            }
            if (Waiting() >= options.QueueLength)
            {
                return Admission.QueueFull;
            }
            if (_jobs.Values.Count(other => !other.IsOver && other.Client == job.Client) >= options.MaximumClientJobs)
            {
                return Admission.ClientFull;
            }
            _jobs.Add(job.Id, job);
            _turns.AddLast(job);
        }
        _changed.Release();
        return Admission.Accepted;
    }

    /// <summary>Where a job is; null if there is none of that name.</summary>
    public JobStatus? Find(string id)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out Job? job) ? Status(job) : null;
        }
    }

    /// <summary>The images of a job that are finished; null if there is no such job.</summary>
    public IReadOnlyList<byte[]>? FindImages(string id)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out Job? job) ? [.. job.Images] : null;
        }
    }

    /// <summary>An image of a job that is finished; null if there is none.</summary>
    public byte[]? FindImage(string id, int index)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out Job? job) && index >= 0 && index < job.Images.Count ? job.Images[index] : null;
        }
    }

    /// <summary>An image of a job as far as it is, finished or not; null if it was not begun.</summary>
    public byte[]? FindPartial(string id, int index)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(id, out Job? job) || index < 0)
            {
                return null;
            }
            int partial = index - job.Images.Count;
            return partial < 0 ? job.Images[index] : partial < job.Partials.Count ? job.Partials[partial] : null;
        }
    }

    /// <summary>Cancels a job that is not over; what it shared a batch with goes on.</summary>
    /// <returns>Where it is now; null if there is none of that name.</returns>
    public JobStatus? Cancel(string id)
    {
        lock (_lock)
        {
            if (!_jobs.TryGetValue(id, out Job? job))
            {
                return null;
            }
            if (!job.IsOver)
            {
                End(job, JobState.Canceled);
                if (_batch.Count > 0 && _batch.All(slice => slice.Job.IsOver))
                {
                    _batchCancellation?.Cancel();
                }
            }
            return Status(job);
        }
    }

    /// <summary>
    /// Waits for the job whose turn it is, and takes images of it and of those that can be generated at the same time: of the same network and equal
    /// options, as many as have all of them soonest.
    /// </summary>
    /// <param name="batchCancellation">Canceled here when all jobs of the batch are.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The batch; null once the board is closed and nothing that has begun is left.</returns>
    public async Task<IReadOnlyList<JobSlice>?> TakeAsync(CancellationTokenSource batchCancellation, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _changed.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                if (_turns.First is { } first)
                {
                    _batch = Take(first.Value);
                    _batchCancellation = batchCancellation;
                    return _batch;
                }
                if (_isClosed)
                {
                    return null;
                }
            }
        }
    }

    /// <summary>Tells the jobs of the batch how far it is.</summary>
    public void Report(double progress)
    {
        lock (_lock)
        {
            foreach (JobSlice slice in _batch.Where(slice => !slice.Job.IsOver))
            {
                slice.Job.BatchProgress = progress;
            }
        }
    }

    /// <summary>Shows the jobs of the batch their images as far as they are, in the order of the batch.</summary>
    public void Show(IReadOnlyList<byte[]> partials)
    {
        lock (_lock)
        {
            int start = 0;
            foreach (JobSlice slice in _batch)
            {
                if (!slice.Job.IsOver)
                {
                    slice.Job.Partials = [.. partials.Skip(start).Take(slice.Count)];
                    slice.Job.PartialsVersion++;
                }
                start += slice.Count;
            }
        }
    }

    /// <summary>Gives each job of the batch that was not canceled its images, in the order of the batch.</summary>
    public void Finish(IReadOnlyList<byte[]> images, TimeSpan took)
    {
        lock (_lock)
        {
            LastBatch = took;
            int start = 0;
            foreach (JobSlice slice in _batch)
            {
                if (!slice.Job.IsOver)
                {
                    slice.Job.Images.AddRange(images.Skip(start).Take(slice.Count));
                    (slice.Job.Partials, slice.Job.BatchProgress) = ([], 0);
                    if (slice.Job.Images.Count == slice.Job.Count)
                    {
                        End(slice.Job, JobState.Finished);
                    }
                    else
                    {
                        _turns.AddLast(slice.Job);
                    }
                }
                start += slice.Count;
            }
            Leave();
        }
    }

    /// <summary>Ends the jobs of the batch without images.</summary>
    public void Abandon(JobState state, string? error = null)
    {
        lock (_lock)
        {
            foreach (JobSlice slice in _batch.Where(slice => !slice.Job.IsOver))
            {
                End(slice.Job, state, error);
            }
            Leave();
        }
    }

    /// <summary>Takes no more jobs, and cancels those that have not begun.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Job job in _turns.Where(job => job.State == JobState.Waiting).ToArray())
            {
                End(job, JobState.Canceled);
            }
        }
        _changed.Release();
    }

    public void Dispose() => _changed.Dispose();

    private List<JobSlice> Take(Job first)
    {
        bool isAlone = first.Request.Edit is not null;
        Job[] alike = isAlone ? [first] : [.. _turns.Where(job => job.Request.Edit is null && job.Request.Model == first.Request.Model
            && job.Request.Generation == first.Request.Generation)];
        StepCosts? costs = first.Request.Model.Costs;
        (int arSteps, int diffusionSteps) = (first.Request.Generation.ArSteps, first.Request.Generation.DiffusionSteps);
        int left = costs is null
            ? options.MaximumBatch
            : BatchSizing.Choose(
                [.. alike.Select(job => job.Count - job.Taken)], options.MaximumBatch, images => costs.Seconds(images, arSteps, diffusionSteps));
        var batch = new List<JobSlice>();
        foreach (Job job in alike)
        {
            int count = Math.Min(left, job.Count - job.Taken);
            if (count == 0)
            {
                break;
            }
            batch.Add(new JobSlice(job, job.Taken, count));
            job.Begin();
            job.Taken += count;
            left -= count;
            _turns.Remove(job);
        }
        return batch;
    }

    private int Waiting() => _turns.Count(job => job.State == JobState.Waiting);

    // A job that goes on in a later turn, or the end, is to be seen by who takes the next batch.
    private void Leave()
    {
        (_batch, _batchCancellation) = ([], null);
        if (_turns.Count > 0 || _isClosed)
        {
            _changed.Release();
        }
    }

    private void End(Job job, JobState state, string? error = null)
    {
        _turns.Remove(job);
        job.End(state, error);
        _over.Enqueue(job);
        while (_over.Count > options.KeptJobs)
        {
            _jobs.Remove(_over.Dequeue().Id);
        }
    }

    private JobStatus Status(Job job) => JobStatus.Of(
        job, job.State == JobState.Waiting ? _turns.TakeWhile(other => other != job).Count() : null);
}
