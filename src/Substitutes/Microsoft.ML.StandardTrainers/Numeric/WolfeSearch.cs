namespace Microsoft.ML.Numeric;

/// <summary>A line search for the strong Wolfe conditions.</summary>
/// <remarks>Nocedal and Wright, "Numerical Optimization", 2nd edition, algorithms 3.5 and 3.6.</remarks>
internal sealed class WolfeSearch(Func<double, (double Value, double Slope)> evaluate)
{
    private const double SufficientDecrease = 1e-4;
    private const double Curvature = 0.9;
    private const int MaximumTrials = 30;

    /// <summary>How close to an end of its bracket a trial may come, as a part of the bracket.</summary>
    private const double Margin = 0.05;

    /// <summary>Leaves the evaluated function at the step found, and returns whether one was found.</summary>
    public bool TryFind(double value, double slope, double step, out double next)
    {
        Trial start = new(0, value, slope), previous = start;
        int trials = 0;
        for (; trials < MaximumTrials; trials++, step *= 2)
        {
            Trial trial = At(step);
            if (trial.Value > value + SufficientDecrease * step * slope || (previous.Step > 0 && trial.Value >= previous.Value))
                return Zoom(start, previous, trial, trials, out next);
            if (Math.Abs(trial.Slope) <= -Curvature * slope)
            {
                next = trial.Value;
                return true;
            }
            if (trial.Slope >= 0)
                return Zoom(start, trial, previous, trials, out next);
            previous = trial;
        }
        next = previous.Value;
        return previous.Step > 0 && At(previous.Step).Value < value;
    }

    /// <summary>Narrows the bracket between <paramref name="low"/>, the best so far, and <paramref name="high"/>.</summary>
    private bool Zoom(Trial start, Trial low, Trial high, int trials, out double next)
    {
        for (; trials < MaximumTrials; trials++)
        {
            Trial trial = At(Interpolate(low, high));
            if (trial.Value > start.Value + SufficientDecrease * trial.Step * start.Slope || trial.Value >= low.Value)
            {
                high = trial;
                continue;
            }
            if (Math.Abs(trial.Slope) <= -Curvature * start.Slope)
            {
                next = trial.Value;
                return true;
            }
            if (trial.Slope * (high.Step - low.Step) >= 0)
                high = low;
            low = trial;
        }
        // Rounding hides what is left to gain along this line: take the best point if it is one.
        next = low.Value;
        return low.Step > 0 && At(low.Step).Value < start.Value;
    }

    /// <summary>The minimum of the cubic through both ends, kept away from them.</summary>
    private static double Interpolate(Trial a, Trial b)
    {
        double d1 = a.Slope + b.Slope - 3 * (a.Value - b.Value) / (a.Step - b.Step);
        double d2 = Math.Sign(b.Step - a.Step) * Math.Sqrt(d1 * d1 - a.Slope * b.Slope);
        double step = b.Step - (b.Step - a.Step) * (b.Slope + d2 - d1) / (b.Slope - a.Slope + 2 * d2);
        double low = Math.Min(a.Step, b.Step), width = Math.Abs(a.Step - b.Step);
        return double.IsFinite(step) ? Math.Clamp(step, low + Margin * width, low + (1 - Margin) * width) : low + width / 2;
    }

    private Trial At(double step)
    {
        (double value, double slope) = evaluate(step);
        return new Trial(step, value, slope);
    }

    private readonly record struct Trial(double Step, double Value, double Slope);
}
