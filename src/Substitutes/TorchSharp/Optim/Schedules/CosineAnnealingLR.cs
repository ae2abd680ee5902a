namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Falls to a lowest rate and rises again along a cosine.</summary>
            public static LRScheduler CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1,
                bool verbose = false) =>
                new impl.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);

            public static partial class impl
            {
                /// <summary>Falls to a lowest rate and rises again along a cosine.</summary>
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _length, _lowest;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        (_length, _lowest) = (T_max, eta_min);
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0) return Rates;
                        // At the bottom the rule below would divide by zero.
                        if ((LastEpoch - 1 - _length) % (2 * _length) == 0)
                            return Rates.Zip(_base_lrs, (rate, first) => rate + (first - _lowest) * (1 - Math.Cos(Math.PI / _length)) / 2);
                        var factor = (1 + Math.Cos(Math.PI * LastEpoch / _length)) / (1 + Math.Cos(Math.PI * (LastEpoch - 1) / _length));
                        return Rates.Select(rate => factor * (rate - _lowest) + _lowest);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        _base_lrs.Select(rate => _lowest + (rate - _lowest) * (1 + Math.Cos(Math.PI * LastEpoch / _length)) / 2);
                }
            }
        }
    }
}
