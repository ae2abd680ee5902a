using CausalFusion.Generation;
using CausalFusion.Samples.Service;
using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Networks;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Service.Requests;

namespace CausalFusion.Samples.Tests.Service;

public sealed class JobBoardTests : IDisposable
{
    private static readonly GenerationOptions _one = new() { ArSteps = 1 }, _two = new() { ArSteps = 2 };

    // Batches that cost what their images do, and batches that cost what one image does.
    private static readonly StepCosts _dear = Costs(images => images), _cheap = Costs(_ => 1);

    private readonly TemporaryFolder _folder = new();
    private readonly ServedModel _model;

    public JobBoardTests() => _model = ServedModel.Read("tiny", TinyModel.Save(_folder["tiny.safetensors"]));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Jobs_of_the_same_options_are_taken_together_and_others_in_their_turn()
    {
        using var board = new JobBoard(new ServiceOptions());
        _model.Costs = _cheap;
        Job a = Add(board, _one, 2), b = Add(board, _two, 1), c = Add(board, _one, 3);

        Assert.Equal([new JobSlice(a, 0, 2), new JobSlice(c, 0, 3)], await Take(board));
        board.Finish([[0], [1], [2], [3], [4]], TimeSpan.FromSeconds(1));
        Assert.Equal([new JobSlice(b, 0, 1)], await Take(board));

        Assert.Equal([[0], [1]], a.Images);
        Assert.Equal([[2], [3], [4]], c.Images);
    }

    [Fact]
    public async Task Where_a_batch_costs_as_much_as_its_images_no_job_waits_for_another_in_it()
    {
        using var board = new JobBoard(new ServiceOptions());
        _model.Costs = _dear;
        Job a = Add(board, _one, 1), b = Add(board, _one, 1);

        Assert.Equal([new JobSlice(a, 0, 1)], await Take(board));
        board.Finish([[0]], TimeSpan.Zero);
        Assert.Equal([new JobSlice(b, 0, 1)], await Take(board));
    }

    [Fact]
    public async Task A_small_job_does_not_wait_for_all_of_a_large_one()
    {
        using var board = new JobBoard(new ServiceOptions { MaximumBatch = 4 });
        _model.Costs = _cheap;
        Job large = Add(board, _one, 10);
        Assert.Equal([new JobSlice(large, 0, 4)], await Take(board));
        Job small = Add(board, _two, 1);
        board.Finish([[0], [1], [2], [3]], TimeSpan.Zero);

        Assert.Equal([new JobSlice(small, 0, 1)], await Take(board));
        Assert.Equal(JobState.Running, large.State);
        Assert.Equal(0.4, large.Progress);
        board.Finish([[0]], TimeSpan.Zero);
        Assert.Equal([new JobSlice(large, 4, 4)], await Take(board));
        board.Finish([[4], [5], [6], [7]], TimeSpan.Zero);
        Assert.Equal([new JobSlice(large, 8, 2)], await Take(board));
        board.Finish([[8], [9]], TimeSpan.Zero);

        Assert.Equal(JobState.Finished, large.State);
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (byte)i), large.Images.Select(image => image[0]));
    }

    [Fact]
    public async Task Canceling_one_job_of_a_batch_leaves_the_others_and_canceling_all_stops_it()
    {
        using var board = new JobBoard(new ServiceOptions());
        _model.Costs = _cheap;
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
    public async Task A_job_that_is_canceled_between_its_batches_takes_no_more()
    {
        using var board = new JobBoard(new ServiceOptions { MaximumBatch = 1 });
        Job a = Add(board, _one, 2), b = Add(board, _one, 1);
        await Take(board);
        board.Finish([[0]], TimeSpan.Zero);

        board.Cancel(a.Id);

        Assert.Empty(a.Images);
        Assert.Equal([new JobSlice(b, 0, 1)], await Take(board));
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
    public async Task A_closed_board_ends_what_has_begun_and_cancels_what_has_not()
    {
        using var board = new JobBoard(new ServiceOptions { MaximumBatch = 1 });
        Job begun = Add(board, _one, 2), waiting = Add(board, _one, 1);
        await Take(board);

        board.Close();
        board.Finish([[0]], TimeSpan.Zero);

        Assert.Equal(JobState.Canceled, waiting.State);
        Assert.Equal(Admission.Closed, board.Add(Make(_one, 1, "a")));
        Assert.Equal([new JobSlice(begun, 1, 1)], await Take(board));
        board.Finish([[1]], TimeSpan.Zero);
        Assert.Equal(JobState.Finished, begun.State);
        Assert.Null(await Take(board));
    }

    [Fact]
    public void A_client_has_no_more_jobs_than_it_may_and_leaves_the_queue_to_others()
    {
        using var board = new JobBoard(new ServiceOptions { MaximumClientJobs = 2, QueueLength = 3 });

        Assert.Equal(
            [Admission.Accepted, Admission.Accepted, Admission.ClientFull],
            Enumerable.Range(0, 3).Select(_ => board.Add(Make(_one, 1, "a"))));
        Assert.Equal(Admission.Accepted, board.Add(Make(_one, 1, "b")));
        Assert.Equal(Admission.QueueFull, board.Add(Make(_one, 1, "b")));
    }

    private static StepCosts Costs(Func<int, double> seconds)
    {
        (int, double)[] measured = [.. new[] { 1, 2, 4, 8, 16, 32 }.Select(images => (images, seconds(images)))];
        return new StepCosts(measured, 1, measured);
    }

    private static Task<IReadOnlyList<JobSlice>?> Take(JobBoard board) =>
        board.TakeAsync(new CancellationTokenSource(), CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));

    private Job Add(JobBoard board, GenerationOptions generation, int images)
    {
        Job job = Make(generation, images, "client");
        Assert.Equal(Admission.Accepted, board.Add(job));
        return job;
    }

    private Job Make(GenerationOptions generation, int images, string client)
    {
        var parameters = new ImageParameters("tiny", null, null, null, 0, generation.ArSteps, generation.DiffusionSteps, "ddim", "random", 1);
        GenerationRequest[] requests = [.. Enumerable.Range(0, images).Select(i => new GenerationRequest(null, (ulong)i))];
        return new Job(new ImageRequest(_model, parameters, requests, generation), client);
    }
}
