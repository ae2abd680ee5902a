using CausalFusion.Samples.Service.Jobs;
using CausalFusion.Samples.Service.Networks;

namespace CausalFusion.Samples.Tests.Service;

public sealed class BatchSizingTests
{
    // Milliseconds of a guided diffusion step, measured on two cores with the network that the repository carries: in one AR step, and in 16.
    private static readonly StepCosts _measured = new(
        [(1, 4.73), (2, 7.76), (4, 9.91), (8, 17.30), (16, 36.24), (32, 73.13)], 16,
        [(1, 1.31), (2, 2.01), (4, 2.17), (8, 2.28), (16, 4.66), (32, 8.45)]);

    [Fact]
    public void Eight_jobs_in_one_AR_step_do_not_wait_for_all_eight() => Assert.Equal(4, Choose(1, [1, 1, 1, 1, 1, 1, 1, 1]));

    [Fact]
    public void Eight_jobs_in_many_AR_steps_are_generated_at_once() => Assert.Equal(8, Choose(16, [1, 1, 1, 1, 1, 1, 1, 1]));

    [Fact]
    public void Of_sizes_that_are_about_as_good_the_smallest_is_taken()
    {
        Assert.Equal(8, Choose(1, [16]));
        Assert.Equal(8, Choose(16, [16]));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(49)]
    public void Batches_let_no_one_wait_longer_on_average_than_one_after_the_other(int arSteps)
    {
        for (int jobs = 1; jobs <= 32; jobs++)
        {
            int size = Choose(arSteps, [.. Enumerable.Repeat(1, jobs)]);
            double alone = Enumerable.Range(1, jobs).Average(i => i * _measured.Seconds(1, arSteps, 1));
            double together = Enumerable.Range(0, jobs).Average(
                i => (i / size * _measured.Seconds(size, arSteps, 1)) + _measured.Seconds(Math.Min(size, jobs - (i / size * size)), arSteps, 1));
            Assert.True(together <= alone * 1.1, $"{jobs} jobs in batches of {size}: {together} > {alone}");
        }
    }

    [Fact]
    public void Never_more_than_may_be_or_than_there_are()
    {
        Assert.Equal(3, BatchSizing.Choose([3], 32, _ => 1));
        Assert.Equal(5, BatchSizing.Choose([20], 5, _ => 1));
    }

    [Fact]
    public void What_was_not_measured_lies_between_what_was()
    {
        Assert.Equal(4.73 * 50, _measured.Seconds(1, 1, 50), 1e-9);
        Assert.Equal((7.76 + 9.91) / 2, _measured.Seconds(3, 1, 1), 1e-9);
        Assert.Equal(2 * 73.13, _measured.Seconds(64, 1, 1), 1e-9);
        Assert.InRange(_measured.Seconds(1, 4, 1) / 4, 1.31, 4.73);
        Assert.Equal(49 * 1.31, _measured.Seconds(1, 49, 1), 1e-9);
    }

    private static int Choose(int arSteps, int[] waiting) => BatchSizing.Choose(waiting, 32, images => _measured.Seconds(images, arSteps, 1));
}
