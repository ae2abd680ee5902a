namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Reduces the rate when a measure stops getting better.</summary>
            public static LRScheduler ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8, bool verbose = false) =>
                new impl.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            public static partial class impl
            {
                /// <summary>Reduces the rate when a measure stops getting better.</summary>
                public class ReduceLROnPlateau : LRScheduler
                {
                    private readonly bool _lowerIsBetter, _relative, _verbose;
                    private readonly double _factor, _threshold, _smallestChange;
                    private readonly int _patience, _cooldown;
                    private readonly IList<double> _lowest;
                    private double _best;
                    private int _bad, _cooling;

                    public ReduceLROnPlateau(Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10,
                        double threshold = 1e-4, string threshold_mode = "rel", int cooldown = 0, IList<double> min_lr = null, double eps = 1e-8, bool verbose = false)
                        : base(optimizer, -1, verbose)
                    {
                        if (factor >= 1) throw new ArgumentException($"The factor must be below 1, got {factor}.", nameof(factor));
                        if (mode is not ("min" or "max")) throw new ArgumentException($"mode {mode} is unknown!", nameof(mode));
                        if (threshold_mode is not ("rel" or "abs"))
                            throw new ArgumentException($"threshold mode {threshold_mode} is unknown!", nameof(threshold_mode));
                        (_lowerIsBetter, _relative) = (mode == "min", threshold_mode == "rel");
                        (_factor, _threshold, _smallestChange) = (factor, threshold, eps);
                        (_patience, _cooldown, _verbose) = (patience, cooldown, verbose);
                        _lowest = min_lr is { Count: > 1 }
                            ? [.. min_lr]
                            : [.. Enumerable.Repeat(min_lr is { Count: 1 } ? min_lr[0] : 0, _base_lrs.Count)];
                        _best = _lowerIsBetter ? double.PositiveInfinity : double.NegativeInfinity;
                    }

                    public override void step(double current, int? epoch = null)
                    {
                        LastEpoch = epoch ?? LastEpoch + 1;
                        if (IsBetter(current)) (_best, _bad) = (current, 0);
                        else _bad++;
                        if (_cooling > 0) (_cooling, _bad) = (_cooling - 1, 0);
                        if (_bad <= _patience) return;
                        Reduce();
                        (_cooling, _bad) = (_cooldown, 0);
                    }

                    public override void step() =>
                        throw new InvalidOperationException("ReduceLROnPlateau steps by a measure: use step(double, int?).");

                    public override void step(int? epoch) =>
                        throw new InvalidOperationException("ReduceLROnPlateau steps by a measure: use step(double, int?).");

                    private bool IsBetter(double value) => (_lowerIsBetter, _relative) switch
                    {
                        (true, true) => value < _best * (1 - _threshold),
                        (true, false) => value < _best - _threshold,
                        (false, true) => value > _best * (1 + _threshold),
                        (false, false) => value > _best + _threshold,
                    };

                    private void Reduce()
                    {
                        var index = 0;
                        foreach (var group in Optimizer.ParamGroups)
                        {
                            var rate = Math.Max(group.LearningRate * _factor, _lowest[index]);
                            if (group.LearningRate - rate > _smallestChange)
                            {
                                group.LearningRate = rate;
                                if (_verbose) Console.WriteLine($"Epoch {LastEpoch}: reducing learning rate of group {index} to {rate:g4}.");
                            }
                            index++;
                        }
                        _last_lrs = [.. Rates];
                    }
                }
            }
        }
    }
}
