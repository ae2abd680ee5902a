using System.Collections.Concurrent;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Kernels;

[Collection(nameof(RunsAlone))]
public sealed class ComputeLanesTests
{
    [Fact]
    public void A_lane_has_its_threads_and_everybody_else_keeps_theirs()
    {
        LibraryThreads.With(4, () =>
        {
            foreach ((int lanes, int each) in new[] { (2, 2), (4, 1), (6, 1), (1, 1), (1, 3) })
            {
                int[] threads = new int[lanes];
                ComputeLanes.Run(lanes, each, lane => threads[lane] = get_num_threads());
                Assert.All(threads, found => Assert.Equal(each, found));
            }
            Assert.Equal(4, get_num_threads());
            int other = 0;
            var thread = new Thread(() => other = get_num_threads());
            thread.Start();
            thread.Join();
            Assert.Equal(4, other);
        });
    }

    [Theory]
    [InlineData(16, 3, 4)]
    [InlineData(16, 16, 1)]
    [InlineData(7, 1, 4)]
    [InlineData(8, 2, 4)]
    [InlineData(2, 5, 1)]
    public void The_threads_of_a_lane_are_a_power_of_two_and_no_more_than_there_are(int all, int lanes, int each) =>
        LibraryThreads.With(all, () => Assert.Equal(each, ComputeLanes.ThreadsOf(lanes)));

    [Fact]
    public void From_within_a_lane_there_are_no_further_ones() => LibraryThreads.With(2, () =>
    {
        int outer = 0;
        var inner = new List<int>();
        ComputeLanes.Run(1, 1, _ =>
        {
            outer = Environment.CurrentManagedThreadId;
            ComputeLanes.Run(3, 2, _ => inner.Add(Environment.CurrentManagedThreadId));
        });
        Assert.Equal([outer, outer, outer], inner);
        Assert.NotEqual(Environment.CurrentManagedThreadId, outer);
    });

    [Fact]
    public void One_lane_with_all_threads_is_the_callers()
    {
        int caller = Environment.CurrentManagedThreadId, found = 0;
        ComputeLanes.Run(1, get_num_threads(), _ => found = Environment.CurrentManagedThreadId);
        Assert.Equal(caller, found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_lane_leaves_is_freed_and_has_no_gradient(int lanes)
    {
        var left = new Tensor[lanes];
        bool[] records = new bool[lanes];
        ComputeLanes.Run(lanes, get_num_threads() / lanes, lane =>
        {
            left[lane] = ones(3);
            records[lane] = is_grad_enabled();
        });
        Assert.All(left, tensor => Assert.True(tensor.IsInvalid));
        Assert.All(records, Assert.False);
        Assert.True(is_grad_enabled());
    }

    [Fact]
    public void A_lane_works_in_the_context_of_who_gave_it_the_work()
    {
        var local = new AsyncLocal<int> { Value = 7 };
        int[] found = new int[2];
        LibraryThreads.With(2, () => ComputeLanes.Run(2, 1, lane => found[lane] = local.Value));
        Assert.Equal([7, 7], found);
    }

    [Fact]
    public void What_goes_wrong_on_a_lane_is_thrown_when_all_have_ended()
    {
        int ended = 0;
        InvalidDataException found = Assert.Throws<InvalidDataException>(() => LibraryThreads.With(3, () => ComputeLanes.Run(3, 1, lane =>
        {
            if (lane == 1)
            {
                throw new InvalidDataException("lane 1");
            }
            Thread.Sleep(50);
            Interlocked.Increment(ref ended);
        })));
        Assert.Equal("lane 1", found.Message);
        Assert.Equal(2, ended);
    }

    [Fact]
    public void Several_callers_share_the_lanes() => LibraryThreads.With(2, () =>
    {
        int[] sums = new int[8];
        Parallel.For(0, sums.Length, caller => ComputeLanes.Run(2, 1, lane => Interlocked.Add(ref sums[caller], lane + 1)));
        Assert.All(sums, sum => Assert.Equal(3, sum));
    });

    [Fact]
    public void What_drives_lanes_has_one_thread_and_they_have_all() => LibraryThreads.With(4, () =>
    {
        int library = 0, lanes = 0, driver = 0, each = 0, within = 0, nested = 0;
        ComputeLanes.Drive(_ =>
        {
            (library, lanes, driver) = (get_num_threads(), ComputeLanes.Threads, Environment.CurrentManagedThreadId);
            ComputeLanes.Run(2, 2, _ => (each, within) = (get_num_threads(), ComputeLanes.Threads));
            ComputeLanes.Drive(_ => nested = Environment.CurrentManagedThreadId);
        });
        Assert.Equal((1, 4), (library, lanes));
        Assert.Equal((2, 2), (each, within));
        Assert.Equal(driver, nested);
        Assert.NotEqual(Environment.CurrentManagedThreadId, driver);
        Assert.Equal(4, get_num_threads());
    });

    [Fact]
    public void A_lane_of_one_thread_is_the_driver() => LibraryThreads.With(2, () =>
    {
        int driver = 0, lane = 0, threads = 0;
        ComputeLanes.Drive(_ =>
        {
            driver = Environment.CurrentManagedThreadId;
            ComputeLanes.Run(1, 1, _ => (lane, threads) = (Environment.CurrentManagedThreadId, ComputeLanes.Threads));
        });
        Assert.Equal(driver, lane);
        Assert.Equal(1, threads);
    });

    [Fact]
    public void With_one_thread_nobody_is_needed_to_drive() => LibraryThreads.With(1, () =>
    {
        int driver = 0;
        ComputeLanes.Drive(_ => driver = Environment.CurrentManagedThreadId);
        Assert.Equal(Environment.CurrentManagedThreadId, driver);
    });

    [Fact]
    public void Several_callers_drive_at_once() => LibraryThreads.With(2, () =>
    {
        using var together = new Barrier(3);
        var drivers = new ConcurrentBag<int>();
        Thread[] callers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() => ComputeLanes.Drive(_ =>
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
            () => ComputeLanes.Drive(_ => throw new OperationCanceledException("stop"))).Message);
        int threads = 0;
        ComputeLanes.Drive(_ => threads = ComputeLanes.Threads);
        Assert.Equal(2, threads);
    });

    [Fact]
    public void What_the_caller_is_told_it_is_told_on_its_thread() => LibraryThreads.With(2, () =>
    {
        int caller = Environment.CurrentManagedThreadId, told = 0;
        Tensor? left = null;
        ComputeLanes.Drive(tell =>
        {
            tell(() => (told, left) = (Environment.CurrentManagedThreadId, ones(3)));
            Assert.NotEqual(caller, Environment.CurrentManagedThreadId);
        });
        Assert.Equal(caller, told);
        Assert.True(left!.IsInvalid);
        Assert.Equal("told", Assert.Throws<InvalidDataException>(
            () => ComputeLanes.Drive(tell => tell(() => throw new InvalidDataException("told")))).Message);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_drives_is_in_the_callers_inference_mode(bool infers) => LibraryThreads.With(2, () =>
    {
        using var mode = inference_mode(infers);
        bool found = !infers;
        ComputeLanes.Drive(_ => found = is_inference_mode_enabled());
        Assert.Equal(infers, found);
    });

    [Fact]
    public void Threads_to_come_keep_their_number_whoever_starts_lanes() => LibraryThreads.With(4, () =>
    {
        int lane = 0, alone = 0, driver = 0;
        ComputeLanes.Drive(_ =>
        {
            ComputeLanes.Run(1, 7, _ => lane = get_num_threads()); // a kind of lane that nobody else starts
            driver = get_num_threads();
            Assert.Equal(4, OfNewThread());
            ComputeLanes.Alone(() => alone = get_num_threads());
            Assert.Equal(4, OfNewThread());
        });
        Assert.Equal((7, 1, 1), (lane, driver, alone));
        Assert.Equal((4, 4), (get_num_threads(), OfNewThread()));

        static int OfNewThread()
        {
            int found = 0;
            var thread = new Thread(() => found = get_num_threads());
            thread.Start();
            thread.Join();
            return found;
        }
    });
}
