namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Several schedules at once.</summary>
            public static LRScheduler ChainedLR(IEnumerable<LRScheduler> schedulers) =>
                new impl.ChainedLR(schedulers);

            public static partial class impl
            {
                /// <summary>Several schedules at once.</summary>
                public class ChainedLR : LRScheduler
                {
                    private readonly LRScheduler[] _schedulers;

                    public ChainedLR(IEnumerable<LRScheduler> schedulers) : base(First(schedulers).Optimizer)
                    {
                        _schedulers = [.. schedulers];
                        if (_schedulers.Any(scheduler => scheduler.Optimizer != Optimizer))
                            throw new ArgumentException("The schedules of a chain must be for the same optimizer.", nameof(schedulers));
                    }

                    public override void step()
                    {
                        foreach (var scheduler in _schedulers) scheduler.step();
                        _last_lrs = [.. Rates];
                    }

                    private static LRScheduler First(IEnumerable<LRScheduler> schedulers) =>
                        schedulers.FirstOrDefault() ?? throw new ArgumentException("A chain needs a schedule.", nameof(schedulers));
                }
            }
        }
    }
}
