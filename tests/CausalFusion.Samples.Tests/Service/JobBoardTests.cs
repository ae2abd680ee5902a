using CausalFusion.Generation;
using CausalFusion.Samples.Service;

namespace CausalFusion.Samples.Tests.Service;

public sealed class JobBoardTests
{
    private static readonly GenerationOptions _one = new() { ArSteps = 1 }, _two = new() { ArSteps = 2 };

    [Fact]
    public async Task Jobs_of_the_same_options_are_taken_together_and_others_in_their_turn()
    {
        using var board = new JobBoard(new ServiceOptions());
        Job a = Add(board, _one, 2), b = Add(board, _two, 1), c = Add(board, _one, 3);

        Assert.Equal([a, c], await Take(board));
        board.Finish([[0], [1], [2], [3], [4]], TimeSpan.FromSeconds(1));
        Assert.Equal([b], await Take(board));

        Assert.Equal([[0], [1]], a.Images);
        Assert.Equal([[2], [3], [4]], c.Images);
    }

    [Fact]
    public async Task A_batch_has_no_more_images_than_it_may()
    {
        using var board = new JobBoard(new ServiceOptions { MaximumBatch = 20 });
        Job a = Add(board, _one, 10), b = Add(board, _one, 11), c = Add(board, _one, 10);

        Assert.Equal([a, c], await Take(board));
        board.Abandon(JobState.Failed, "no");
        Assert.Equal([b], await Take(board));
        Assert.Equal("no", board.Find(c.Id)!.Error);
    }

    [Fact]
    public async Task Canceling_one_job_of_a_batch_leaves_the_others_and_canceling_all_stops_it()
    {
        using var board = new JobBoard(new ServiceOptions());
        Job a = Add(board, _one, 1), b = Add(board, _one, 1);
        using var cancellation = new CancellationTokenSource();
        await board.TakeAsync(cancellation, CancellationToken.None);

        board.Cancel(a.Id);
        Assert.False(cancellation.IsCancellationRequested);
        board.Finish([[0], [1]], TimeSpan.Zero);
        Assert.Empty(a.Images);
        Assert.Equal([[1]], b.Images);

        Job c = Add(board, _one, 1);
        await board.TakeAsync(cancellation, CancellationToken.None);
        board.Cancel(c.Id);
        Assert.True(cancellation.IsCancellationRequested);
    }

    [Fact]
    public async Task Only_the_last_jobs_that_are_over_are_remembered()
    {
        using var board = new JobBoard(new ServiceOptions { KeptJobs = 2 });
        var jobs = new List<Job>();
        for (int i = 0; i < 4; i++)
        {
            jobs.Add(Add(board, _one, 1));
            await Take(board);
            board.Finish([[0]], TimeSpan.Zero);
        }

        Assert.Equal([false, false, true, true], jobs.Select(job => board.Find(job.Id) is not null));
        Assert.Null(board.FindImage(jobs[0].Id, 0));
        Assert.NotNull(board.FindImage(jobs[3].Id, 0));
        Assert.Null(board.FindImage(jobs[3].Id, 1));
    }

    [Fact]
    public void A_closed_board_takes_nothing_and_cancels_what_waits()
    {
        using var board = new JobBoard(new ServiceOptions());
        Job job = Add(board, _one, 1);

        board.Close();

        Assert.Equal(JobState.Canceled, job.State);
        Assert.False(board.TryAdd(Make(_one, 1)));
    }

    private static Task<IReadOnlyList<Job>> Take(JobBoard board) =>
        board.TakeAsync(new CancellationTokenSource(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

    private static Job Add(JobBoard board, GenerationOptions generation, int images)
    {
        Job job = Make(generation, images);
        Assert.True(board.TryAdd(job));
        return job;
    }

    private static Job Make(GenerationOptions generation, int images) =>
        new(null, 0, [.. Enumerable.Range(0, images).Select(i => new GenerationRequest(null, (ulong)i))], generation);
}
