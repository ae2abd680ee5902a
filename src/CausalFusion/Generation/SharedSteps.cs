namespace CausalFusion.Generation;

/// <summary>Counts the steps that all shares of a batch have done.</summary>
/// <param name="shares">How many shares.</param>
/// <param name="onStep">
/// Told the number of steps, and the predictions for each image until then: once for every number, in order, as soon as the last share has done it.
/// </param>
internal sealed class SharedSteps(int shares, Action<int, int> onStep)
{
    private readonly Lock _lock = new();
    private readonly int[] _done = Filled(shares);
    private int _told = -1;

    /// <summary>A share has done one more.</summary>
    /// <param name="share">Which.</param>
    /// <param name="steps">How many it has done; 0 as it begins.</param>
    /// <param name="evaluations">The predictions that it has made for each of its images.</param>
    /// <param name="tell">Runs what tells somebody something.</param>
    public void Finish(int share, int steps, int evaluations, Action<Action> tell)
    {
        // Others wait here while somebody is told, so that nobody is told a later number before.
        lock (_lock)
        {
            _done[share] = steps;
            int all = _done.Min();
            if (all > _told)
            {
                _told = all; // this share is the last to have done as many, so that the predictions are those until then
                tell(() => onStep(all, evaluations));
            }
        }
    }

    private static int[] Filled(int shares)
    {
        int[] done = new int[shares];
        Array.Fill(done, -1);
        return done;
    }
}
