using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace CausalFusion.Fuzz;

/// <summary>Gives each target its share of the time, and keeps what made one fail.</summary>
internal static class Campaign
{
    // Enough to see what is wrong with a target; more of the same only costs time.
    private const int MaxFailures = 20;

    private static readonly Lock _console = new();

    /// <summary>Runs the campaign and prints its counts.</summary>
    /// <param name="targets">What to try.</param>
    /// <param name="duration">How long all of it may take.</param>
    /// <param name="seed">Where chance begins: the same seed tries the same inputs in the same order.</param>
    /// <param name="keep">The folder for inputs that failed; it is made when there is one.</param>
    /// <returns>The number of failures.</returns>
    public static int Run(IReadOnlyList<FuzzTarget> targets, TimeSpan duration, int seed, string keep)
    {
        long started = Stopwatch.GetTimestamp();
        int atOnce = Math.Min(targets.Count, Environment.ProcessorCount);
        TimeSpan share = duration * atOnce / targets.Count;
        int failures = 0;
        Parallel.ForEach(targets, new ParallelOptions { MaxDegreeOfParallelism = atOnce }, target =>
        {
            Tally tally = Run(target, share, seed, keep);
            Interlocked.Add(ref failures, tally.Failures);
            lock (_console)
            {
                Console.WriteLine(tally);
            }
        });
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{failures} failures in {Stopwatch.GetElapsedTime(started).TotalSeconds:F0} s, seed {seed}"));
        return failures;
    }

    private static Tally Run(FuzzTarget target, TimeSpan share, int seed, string keep)
    {
        long started = Stopwatch.GetTimestamp();
        var tally = new Tally(target.Name);
        var random = new Random(seed);
        IReadOnlyList<byte[]> seeds = target.MakeSeeds();
        ChildProcess? child = null;
        try
        {
            // The sound inputs themselves come first.
            for (int i = 0; (i < seeds.Count || Stopwatch.GetElapsedTime(started) < share) && tally.Failures < MaxFailures; i++)
            {
                byte[] input = i < seeds.Count ? seeds[i] : target.Mutate(seeds, random);
                child ??= ChildProcess.Start(target);
                Outcome outcome = child.Try(input);
                if (i < seeds.Count && outcome.Kind == OutcomeKind.Refused)
                {
                    outcome = new Outcome(OutcomeKind.Undocumented, $"a sound input was refused: {outcome.Detail}");
                }
                tally.Count(outcome);
                if (outcome.Kind is not (OutcomeKind.Accepted or OutcomeKind.Refused))
                {
                    Keep(target, input, outcome, keep);
                }
                if (outcome.Kind is OutcomeKind.Abort or OutcomeKind.Hang or OutcomeKind.Memory)
                {
                    child.Dispose();
                    child = null;
                }
            }
        }
        finally
        {
            child?.Dispose();
        }
        return tally;
    }

    private static void Keep(FuzzTarget target, byte[] input, Outcome outcome, string keep)
    {
        Directory.CreateDirectory(keep);
        string path = Path.Combine(keep, $"{target.Name}-{outcome.Kind}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(path + ".bin", input);
        File.WriteAllText(path + ".txt", outcome.Detail);
        lock (_console)
        {
            Console.WriteLine($"{target.Name}: {outcome.Kind}: {path}.bin: {outcome.Detail.Split('\n')[0]}");
        }
    }
}
