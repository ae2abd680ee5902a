using CausalFusion.Generation;

namespace CausalFusion.Tests.Generation;

public sealed class SharedStepsTests
{
    [Fact]
    public void Every_number_is_told_once_and_in_order_when_the_last_share_has_done_it()
    {
        var told = new List<(int Steps, int Evaluations)>();
        var steps = new SharedSteps(3, (finished, evaluations) => told.Add((finished, evaluations)));
        int[][] order = [[0, 0], [0, 1], [1, 0], [0, 2], [2, 0], [1, 1], [2, 1], [2, 2], [1, 2]];
        int[] expectedCounts = [0, 0, 0, 0, 1, 1, 2, 2, 3];
        for (int i = 0; i < order.Length; i++)
        {
            steps.Finish(order[i][0], order[i][1], 2 * order[i][1], piece => piece());
            Assert.Equal(expectedCounts[i], told.Count);
        }
        Assert.Equal([(0, 0), (1, 2), (2, 4)], told);
    }

    [Fact]
    public void From_several_threads_they_come_in_order_too()
    {
        const int count = 2_000;
        var told = new List<int>();
        var steps = new SharedSteps(4, (finished, _) => told.Add(finished));
        Thread[] shares = [.. Enumerable.Range(0, 4).Select(share => new Thread(() =>
        {
            for (int i = 0; i <= count; i++)
            {
                steps.Finish(share, i, i, static piece => piece());
            }
        }))];
        Array.ForEach(shares, share => share.Start());
        Array.ForEach(shares, share => share.Join());
        Assert.Equal(Enumerable.Range(0, count + 1), told);
    }
}
