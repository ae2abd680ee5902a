namespace CausalFusion.Samples.Service.Jobs;

/// <summary>How many of the images that wait are generated at once.</summary>
internal static class BatchSizing
{
    // Of sizes that are about as good the smallest is taken: it keeps the turns of others short.
    private const double Tolerance = 1.1;

    /// <summary>
    /// Chooses the size with which jobs that wait for images of one kind have them soonest, on average: one after the other where a batch costs as
    /// much as its images alone, all at once where it costs little more than one.
    /// </summary>
    /// <param name="waiting">The images that each job waits for, in the order of their turns.</param>
    /// <param name="most">The most images of a batch.</param>
    /// <param name="seconds">What a batch of so many images takes.</param>
    public static int Choose(IReadOnlyList<int> waiting, int most, Func<int, double> seconds)
    {
        int total = waiting.Sum(), all = Math.Min(most, total);
        int[] sizes = [.. Powers(all), all];
        double[] waits = [.. sizes.Select(MeanWait)];
        double best = waits.Min();
        return sizes[Array.FindIndex(waits, wait => wait <= best * Tolerance)];

        double MeanWait(int size)
        {
            double sum = 0, each = seconds(size);
            int images = 0;
            foreach (int count in waiting)
            {
                images += count;
                int before = (images - 1) / size * size;
                sum += (before / size * each) + (total - before < size ? seconds(total - before) : each);
            }
            return sum / waiting.Count;
        }
    }

    private static IEnumerable<int> Powers(int below)
    {
        for (int size = 1; size < below; size *= 2)
        {
            yield return size;
        }
    }
}
