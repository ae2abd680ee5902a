using CausalFusion.Data;

namespace CausalFusion.Tests.Data;

public sealed class BatchSamplerTests
{
    [Theory]
    [InlineData(12, 4)]
    [InlineData(13, 4)]
    [InlineData(4, 4)]
    [InlineData(7, 1)]
    public void An_epoch_shows_no_image_twice_and_leaves_out_less_than_a_batch(int count, int batchSize)
    {
        var sampler = new BatchSampler(count, batchSize, seed: 1);

        for (int epoch = 0; epoch < 5; epoch++)
        {
            int[] shown = [.. Enumerable.Range(epoch * sampler.StepsPerEpoch, sampler.StepsPerEpoch).SelectMany(step => sampler.Indices(step))];
            Assert.Equal(count / batchSize * batchSize, shown.Length);
            Assert.Equal(shown.Length, shown.Distinct().Count());
            Assert.All(shown, index => Assert.InRange(index, 0, count - 1));
        }
    }

    [Fact]
    public void Every_epoch_has_an_order_of_its_own_and_leaves_out_other_images()
    {
        var sampler = new BatchSampler(10, 9, seed: 1);
        int[][] epochs = [.. Enumerable.Range(0, 60).Select(step => sampler.Indices(step))];

        Assert.Equal(60, epochs.Select(order => string.Join(',', order)).Distinct().Count());
        Assert.Equal(10, epochs.Select(order => Enumerable.Range(0, 10).Except(order).Single()).Distinct().Count());
    }

    [Fact]
    public void A_step_has_the_same_batch_whenever_it_is_asked_for()
    {
        int[][] inOrder = Steps(new BatchSampler(100, 8, seed: 5), Enumerable.Range(0, 50));
        int[][] backwards = Steps(new BatchSampler(100, 8, seed: 5), Enumerable.Range(0, 50).Reverse());

        Assert.Equal(inOrder, backwards.Reverse());
        Assert.NotEqual(inOrder, Steps(new BatchSampler(100, 8, seed: 6), Enumerable.Range(0, 50)));

        static int[][] Steps(BatchSampler sampler, IEnumerable<int> steps) => [.. steps.Select(step => sampler.Indices(step))];
    }

    [Theory]
    [InlineData(3, 8)]
    [InlineData(1, 5)]
    [InlineData(4, 8)]
    public void Few_images_fill_a_batch_as_evenly_as_can_be(int count, int batchSize)
    {
        var sampler = new BatchSampler(count, batchSize, seed: 1);

        Assert.Equal(1, sampler.StepsPerEpoch);
        for (int step = 0; step < 20; step++)
        {
            int[] times = new int[count];
            foreach (int index in sampler.Indices(step))
            {
                times[index]++;
            }
            Assert.Equal(batchSize, times.Sum());
            Assert.InRange(times.Max() - times.Min(), 0, 1);
        }
    }

    [Fact]
    public void Few_images_are_in_a_fresh_order_every_time()
    {
        var sampler = new BatchSampler(6, 12, seed: 1);
        int[] batch = sampler.Indices(0);

        Assert.NotEqual(batch[..6], batch[6..]);
        Assert.NotEqual(batch, sampler.Indices(1));
    }

    [Fact]
    public void All_images_have_the_same_chance_of_coming_first()
    {
        var sampler = new BatchSampler(5, 5, seed: 3);
        int[] times = new int[5];
        for (int step = 0; step < 5000; step++)
        {
            times[sampler.Indices(step)[0]]++;
        }

        Assert.All(times, count => Assert.InRange(count, 850, 1150));
    }

    [Fact]
    public void Steps_far_away_have_batches_too()
    {
        var sampler = new BatchSampler(10, 3, seed: 1);

        Assert.Equal(3, sampler.Indices(long.MaxValue).Distinct().Count());
        Assert.Equal(long.MaxValue / 3, sampler.Epoch(long.MaxValue));
    }

    [Fact]
    public void Numbers_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(0, 1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(1, 0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BatchSampler(1, 1, 1).Indices(-1));
    }
}
