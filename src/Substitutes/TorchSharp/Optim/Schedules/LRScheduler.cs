namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rates of an optimizer's groups, anew at every step; making one does the first.</summary>
            public abstract class LRScheduler
            {
                protected int _step_count;

                internal readonly Optimizer Optimizer;
                private protected IList<double> _base_lrs;
                private protected IList<double> _last_lrs;
                private readonly bool _verbose;

                protected LRScheduler() { }

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    (Optimizer, LastEpoch, _verbose) = (optimizer, last_epoch, verbose);
                    _base_lrs = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                    _last_lrs = [.. Rates];
                }

                internal int LastEpoch { get; set; } = -1;

                private protected IEnumerable<double> Rates => Optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>The learning rates that the schedule set last.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;

                public virtual void step() => step(null);

                /// <param name="epoch">Where in the schedule to go; null is one further.</param>
                public virtual void step(int? epoch)
                {
                    _step_count++;
                    LastEpoch = epoch ?? LastEpoch + 1;
                    // Asked for once a step only: several schedules go on from the rates as they are.
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToList();
                    var index = 0;
                    foreach (var group in Optimizer.ParamGroups)
                    {
                        if (_verbose && _last_lrs[index] != rates[index]) Console.WriteLine($"Adjusting learning rate to {rates[index]}");
                        group.LearningRate = _last_lrs[index] = rates[index];
                        index++;
                    }
                }

                /// <summary>A step of a schedule that follows a measure; the others ignore the measure.</summary>
                public virtual void step(double current, int? epoch = null) => step(epoch);

                protected virtual IEnumerable<double> get_lr() => Rates;

                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();
            }

            /// <summary>The schedules' own types.</summary>
            public static partial class impl { }
        }
    }
}
