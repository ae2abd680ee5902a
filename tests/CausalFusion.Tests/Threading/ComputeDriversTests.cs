using System.Collections.Concurrent;
using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Threading;

[Collection(nameof(RunsAlone))]
public sealed class ComputeDriversTests
{
    [Fact]
    public void What_drives_lanes_has_one_thread_and_they_have_all() => LibraryThreads.With(4, () =>
    {
        int library = 0, lanes = 0, driver = 0, each = 0, within = 0, nested = 0;
        ComputeDrivers.Run(1, (_, _) =>
        {
            (library, lanes, driver) = (get_num_threads(), ThreadBudget.Threads, Environment.CurrentManagedThreadId);
            ComputeLanes.Run(2, 2, _ => (each, within) = (get_num_threads(), ThreadBudget.Threads));
            ComputeDrivers.Run(1, (_, _) => nested = Environment.CurrentManagedThreadId);
        });
        Assert.Equal((1, 4), (library, lanes));
        Assert.Equal((2, 2), (each, within));
        Assert.Equal(driver, nested);
        Assert.NotEqual(Environment.CurrentManagedThreadId, driver);
        Assert.Equal(4, get_num_threads());
    });

    [Theory]
    [InlineData(4, 2, 2)]
    [InlineData(4, 4, 1)]
    [InlineData(2, 3, 1)]
    public void Each_share_has_a_driver_and_its_part_of_the_threads(int threads, int shares, int each) => LibraryThreads.With(threads, () =>
    {
        using var together = new Barrier(shares);
        (int Thread, int Library, int Threads)[] found = new (int, int, int)[shares];
        ComputeDrivers.Run(shares, (share, _) =>
        {
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)));
            found[share] = (Environment.CurrentManagedThreadId, get_num_threads(), ThreadBudget.Threads);
        });
        Assert.Equal(shares, found.Select(one => one.Thread).Distinct().Count());
        Assert.All(found, one => Assert.Equal((1, each), (one.Library, one.Threads)));
    });

    [Fact]
    public void What_is_thrown_first_is_thrown_when_all_have_ended() => LibraryThreads.With(3, () =>
    {
        using var failed = new ManualResetEventSlim();
        int ended = 0;
        InvalidDataException found = Assert.Throws<InvalidDataException>(() => ComputeDrivers.Run(3, (share, _) =>
        {
            if (share == 2)
            {
                failed.Set();
                throw new InvalidDataException("share 2");
            }
            failed.Wait();
            Thread.Sleep(50);
            Interlocked.Increment(ref ended);
            throw new OperationCanceledException();
        }));
        Assert.Equal("share 2", found.Message);
        Assert.Equal(2, ended);
    });

    [Fact]
    public void A_lane_of_one_thread_is_the_driver() => LibraryThreads.With(2, () =>
    {
        int driver = 0, lane = 0, threads = 0;
        ComputeDrivers.Run(1, (_, _) =>
        {
            driver = Environment.CurrentManagedThreadId;
            ComputeLanes.Run(1, 1, _ => (lane, threads) = (Environment.CurrentManagedThreadId, ThreadBudget.Threads));
        });
        Assert.Equal(driver, lane);
        Assert.Equal(1, threads);
    });

    [Fact]
    public void With_one_thread_nobody_is_needed_to_drive() => LibraryThreads.With(1, () =>
    {
        int driver = 0;
        ComputeDrivers.Run(1, (_, _) => driver = Environment.CurrentManagedThreadId);
        Assert.Equal(Environment.CurrentManagedThreadId, driver);
    });

    [Fact]
    public void Several_callers_drive_at_once() => LibraryThreads.With(2, () =>
    {
        using var together = new Barrier(3);
        var drivers = new ConcurrentBag<int>();
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() => ComputeDrivers.Run(1, (_, _) =>
        {
            Assert.True(together.SignalAndWait(TimeSpan.FromSeconds(30)));
            drivers.Add(Environment.CurrentManagedThreadId);
        })))];
        Array.ForEach(callers, caller => caller.Start());
        Array.ForEach(callers, caller => caller.Join());
        Assert.Equal(3, drivers.Distinct().Count());
    });

    [Fact]
    public void What_goes_wrong_while_driving_is_thrown_and_the_next_drives_as_ever() => LibraryThreads.With(2, () =>
    {
        Assert.Equal("stop", Assert.Throws<OperationCanceledException>(
            () => ComputeDrivers.Run(1, (_, _) => throw new OperationCanceledException("stop"))).Message);
        int threads = 0;
        ComputeDrivers.Run(1, (_, _) => threads = ThreadBudget.Threads);
        Assert.Equal(2, threads);
    });

    [Fact]
    public void What_the_caller_is_told_it_is_told_on_its_thread() => LibraryThreads.With(2, () =>
    {
        int caller = Environment.CurrentManagedThreadId, told = 0;
        Tensor? left = null;
        ComputeDrivers.Run(1, (_, tell) =>
        {
            tell(() => (told, left) = (Environment.CurrentManagedThreadId, ones(3)));
            Assert.NotEqual(caller, Environment.CurrentManagedThreadId);
        });
        Assert.Equal(caller, told);
        Assert.True(left!.IsInvalid);
        Assert.Equal("told", Assert.Throws<InvalidDataException>(
            () => ComputeDrivers.Run(1, (_, tell) => tell(() => throw new InvalidDataException("told")))).Message);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_drives_is_in_the_callers_inference_mode(bool infers) => LibraryThreads.With(2, () =>
    {
        using var mode = inference_mode(infers);
        bool found = !infers;
        ComputeDrivers.Run(1, (_, _) => found = is_inference_mode_enabled());
        Assert.Equal(infers, found);
    });

    [Fact]
    public void Threads_to_come_keep_their_number_whoever_starts_lanes() => LibraryThreads.With(4, () =>
    {
        int lane = 0, alone = 0, driver = 0;
        ComputeDrivers.Run(1, (_, _) =>
        {
            ComputeLanes.Run(1, 7, _ => lane = get_num_threads()); // a kind of lane that nobody else starts
            driver = get_num_threads();
            Assert.Equal(4, OfNewThread());
            ComputeLanes.Alone(() => alone = get_num_threads());
            Assert.Equal(4, OfNewThread());
        });
        Assert.Equal((7, 1, 1), (lane, driver, alone));
        Assert.Equal((4, 4), (get_num_threads(), OfNewThread()));
    });

    [Fact]
    public void Threads_to_come_keep_the_number_of_all_whichever_part_of_it_starts_others() => LibraryThreads.With(4, () =>
    {
        int[] shares = new int[2], lanes = new int[2];
        for (int share = 0; share < 2; share++)
        {
            ComputeDrivers.Run(2, (found, _) =>
            {
                if (found == share)
                {
                    ComputeLanes.Alone(() => { });
                    shares[share] = OfNewThread();
                }
            });
            ComputeLanes.Run(2, 2, found =>
            {
                if (found == share)
                {
                    ComputeLanes.Alone(() => { });
                    lanes[share] = OfNewThread();
                }
            });
        }
        Assert.Equal([4, 4], shares);
        Assert.Equal([4, 4], lanes);
    });

    private static int OfNewThread()
    {
        int found = 0;
        var thread = new Thread(() => found = get_num_threads());
        thread.Start();
        thread.Join();
        return found;
    }
}
