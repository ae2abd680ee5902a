namespace CausalFusion.Samples.Service;

/// <summary>All jobs: the bounded queue of those that wait, those that run, and the last ones that are over. Thread-safe.</summary>
internal sealed class JobBoard(ServiceOptions options) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Job> _jobs = [];
    private readonly LinkedList<Job> _waiting = [];
    private readonly Queue<Job> _over = [];
    private readonly SemaphoreSlim _added = new(0);
    private IReadOnlyList<Job> _batch = [];
    private CancellationTokenSource? _batchCancellation;
    private bool _isClosed;

    /// <summary>How long the last batch took: what a place in the queue waits for.</summary>
    public TimeSpan LastBatch { get; private set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many jobs wait, and how many run.</summary>
    public (int Waiting, int Running) Counts()
    {
        lock (_lock)
        {
            return (_waiting.Count, _batch.Count(job => job.State == JobState.Running));
        }
    }

    /// <summary>Puts a job into the queue.</summary>
    /// <returns>False if the queue is full or closed.</returns>
    public bool TryAdd(Job job)
    {
        lock (_lock)
        {
            if (_isClosed || _waiting.Count >= options.QueueLength)
            {
                return false;
            }
            _jobs.Add(job.Id, job);
            _waiting.AddLast(job);
        }
        _added.Release();
        return true;
    }

    /// <summary>Where a job is; null if there is none of that name.</summary>
    public JobStatus? Find(string id)
    {
        lock (_lock)
        {
            return _jobs.TryGetValue(id, out Job? job) ? Status(job) : null;
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
                _waiting.Remove(job);
                End(job, JobState.Canceled);
                if (_batch.Count > 0 && _batch.All(other => other.IsOver))
                {
                    _batchCancellation?.Cancel();
                }
            }
            return Status(job);
        }
    }

    /// <summary>
    /// Waits for the job whose turn it is, and takes those with it that can be generated at the same time: equal options, together no more images
    /// than a batch has.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="batchCancellation">Canceled here when all jobs of the batch are.</param>
    public async Task<IReadOnlyList<Job>> TakeAsync(CancellationTokenSource batchCancellation, CancellationToken cancellationToken)
    {
        while (true)
        {
            await _added.WaitAsync(cancellationToken).ConfigureAwait(false);
            lock (_lock)
            {
                // A turn for each job that was added: those that were taken with an earlier one, or canceled, have left none.
                if (_waiting.First is not { } first)
                {
                    continue;
                }
                var batch = new List<Job>();
                int images = 0;
                for (LinkedListNode<Job>? node = first, next; node is not null; node = next)
                {
                    next = node.Next;
                    if (node.Value.Generation == first.Value.Generation && images + node.Value.Requests.Count <= options.MaximumBatch)
                    {
                        images += node.Value.Requests.Count;
                        node.Value.State = JobState.Running;
                        batch.Add(node.Value);
                        _waiting.Remove(node);
                    }
                }
                (_batch, _batchCancellation) = (batch, batchCancellation);
                return batch;
            }
        }
    }

    /// <summary>Tells the jobs of the batch how far it is.</summary>
    public void Report(double progress)
    {
        lock (_lock)
        {
            foreach (Job job in _batch.Where(job => !job.IsOver))
            {
                job.Progress = progress;
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
            foreach (Job job in _batch)
            {
                if (!job.IsOver)
                {
                    job.Images = [.. images.Skip(start).Take(job.Requests.Count)];
                    job.Progress = 1;
                    End(job, JobState.Finished);
                }
                start += job.Requests.Count;
            }
            Leave();
        }
    }

    /// <summary>Ends what is left of the batch without images.</summary>
    public void Abandon(JobState state, string? error = null)
    {
        lock (_lock)
        {
            foreach (Job job in _batch.Where(job => !job.IsOver))
            {
                job.Error = error;
                End(job, state);
            }
            Leave();
        }
    }

    /// <summary>Takes no more jobs, and cancels those that wait.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (Job job in _waiting)
            {
                End(job, JobState.Canceled);
            }
            _waiting.Clear();
        }
    }

    public void Dispose() => _added.Dispose();

    private void Leave() => (_batch, _batchCancellation) = ([], null);

    private void End(Job job, JobState state)
    {
        job.State = state;
        _over.Enqueue(job);
        while (_over.Count > options.KeptJobs)
        {
            _jobs.Remove(_over.Dequeue().Id);
        }
    }

    private JobStatus Status(Job job) => new(
        job.Id,
        job.State,
        Math.Round(job.Progress, 4),
        job.State == JobState.Waiting ? _waiting.TakeWhile(other => other != job).Count() : null,
        job.ClassName,
        job.Requests.Count,
        job.Seed,
        job.Generation.ArSteps,
        job.Generation.DiffusionSteps,
        job.Generation.GuidanceScale,
        [.. job.Images.Select((_, i) => $"/jobs/{job.Id}/images/{i}.png")],
        job.Error);
}
