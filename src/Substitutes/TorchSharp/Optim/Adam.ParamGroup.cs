using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

public partial class Adam
{
    /// <summary>Parameters that share options.</summary>
    public class ParamGroup : ParamGroup<Options>, IBetas
    {
        public ParamGroup() { }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options) : base(parameters, options) { }

        public ParamGroup(IEnumerable<Parameter> parameters,
            double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
            bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, Settings = new(beta1, beta2, eps, weight_decay, amsgrad, maximize) })
        { }

        public (double, double) Betas
        {
            get => Options.Settings.Betas;
            set => (Options.beta1, Options.beta2) = (value.Item1, value.Item2);
        }
    }
}
