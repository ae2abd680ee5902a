using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam: steps along the running mean of the gradient over the root of its running mean square.</summary>
            public static Adam Adam(IEnumerable<Parameter> parameters,
                double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<(string name, Parameter parameter)> parameters,
                double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters.Select(item => item.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            public static Adam Adam(IEnumerable<Adam.ParamGroup> parameters,
                double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
                bool maximize = false) =>
                new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Adam: steps along the running mean of the gradient over the root of its running mean square.</summary>
    public partial class Adam : OptimizerHelper, IBetas
    {
        public Adam(IEnumerable<Parameter> parameters,
            double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
            bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize) { }

        public Adam(IEnumerable<ParamGroup> parameters,
            double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false,
            bool maximize = false)
        {
            var settings = new AdamSettings(beta1, beta2, eps, weight_decay, amsgrad, maximize).Checked(lr);
            _defaults = new Options { LearningRate = lr, InitialLearningRate = lr, Settings = settings };
            foreach (var group in parameters) add_param_group(group);
        }

        public (double, double) Betas
        {
            get => ((Options)_defaults).Settings.Betas;
            set => (((Options)_defaults).beta1, ((Options)_defaults).beta2) = (value.Item1, value.Item2);
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            Complete<Options>(param_group, static (options, defaults) => options.Settings = options.Settings.Or(defaults.Settings));
            base.add_param_group(param_group);
            AddStates(param_group, parameter => new State(parameter));
        }

        public override Tensor step(Func<Tensor> closure = null) => _step<ParamGroup>(group =>
        {
            var update = new AdamUpdate(group.Options.LearningRate.Value, group.Options.Settings, decoupled: false);
            foreach (var parameter in group.Parameters)
                if (parameter.grad is { } gradient) ((State)_state[parameter.Handle]).Moments.Advance(update, parameter, gradient);
            update.Flush();
        }, closure);
    }
}
