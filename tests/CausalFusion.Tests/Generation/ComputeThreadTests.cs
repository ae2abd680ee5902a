using CausalFusion.Generation;

namespace CausalFusion.Tests.Generation;

public sealed class ComputeThreadTests
{
    [Fact]
    public async Task Everything_runs_on_one_thread_what_is_awaited_too_and_in_order()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        using var thread = new ComputeThread("compute");
        var done = new List<int>();

        Task<int>[] threads =
        [
            .. Enumerable.Range(0, 20).Select(i => thread.RunAsync(
                () =>
                {
                    done.Add(i);
                    return Environment.CurrentManagedThreadId;
                },
                token)),
        ];
        int[] numbers = await Task.WhenAll(threads);
        (int before, int after) = await thread.RunAsync(
            async () =>
            {
                int own = Environment.CurrentManagedThreadId;
                await Task.Delay(1, token);
                return (own, Environment.CurrentManagedThreadId);
            },
            token).Unwrap();

        Assert.Equal(Enumerable.Range(0, 20), done);
        Assert.Equal([before], numbers.Distinct());
        Assert.Equal(before, after);
        Assert.NotEqual(Environment.CurrentManagedThreadId, before);
    }

    [Fact]
    public async Task What_fails_fails_its_caller_and_nothing_else()
    {
        using var thread = new ComputeThread();
        Task<int> failed = thread.RunAsync<int>(() => throw new InvalidDataException("damaged"));

        Assert.Equal("damaged", (await Assert.ThrowsAsync<InvalidDataException>(() => failed)).Message);
        Assert.Equal(2, await thread.RunAsync(() => 2, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task What_was_canceled_before_its_turn_does_not_begin()
    {
        using var thread = new ComputeThread();
        using var gate = new ManualResetEventSlim();
        using var canceled = new CancellationTokenSource();
        Task<bool> first = thread.RunAsync(() => gate.Wait(TimeSpan.FromSeconds(30)), TestContext.Current.CancellationToken);
        Task<int> second = thread.RunAsync(() => 1, canceled.Token);

        await canceled.CancelAsync();
        gate.Set();

        Assert.True(await first);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
    }

    [Fact]
    public async Task After_its_end_it_takes_nothing_but_finishes_what_waits()
    {
        var thread = new ComputeThread();
        Task<int> waiting = thread.RunAsync(() => 3, TestContext.Current.CancellationToken);
        thread.Dispose();

        Assert.Equal(3, await waiting);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => thread.RunAsync(() => 4, TestContext.Current.CancellationToken));
    }
}
