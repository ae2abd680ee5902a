using CausalFusion.Threading;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Threading;

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
}
