using TorchSharp.Interop;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Stochastic gradient descent, with momentum where asked for.</summary>
            public static SGD SGD(IEnumerable<Parameter> parameters,
                double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<(string name, Parameter parameter)> parameters,
                double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
                bool maximize = false) =>
                new(parameters.Select(item => item.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            public static SGD SGD(IEnumerable<SGD.ParamGroup> parameters,
                double learningRate, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false,
                bool maximize = false) =>
                new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Stochastic gradient descent, with momentum where asked for.</summary>
    public partial class SGD : OptimizerHelper, IMomentum
    {
        public SGD(IEnumerable<Parameter> parameters,
            double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize) { }

        public SGD(IEnumerable<ParamGroup> parameters,
            double lr, double momentum = 0.0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        {
            if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}");
            if (momentum < 0) throw new ArgumentException($"Invalid momentum: {momentum}");
            if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay: {weight_decay}");
            if (nesterov && (momentum == 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum needs a momentum and no dampening.");
            _defaults = new Options
            {
                LearningRate = lr,
                InitialLearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            };
            foreach (var group in parameters) add_param_group(group);
        }

        public double Momentum
        {
            get => ((Options)_defaults).momentum.Value;
            set => ((Options)_defaults).momentum = value;
        }

        public override void add_param_group(Modules.ParamGroup param_group)
        {
            Complete<Options>(param_group, static (options, defaults) =>
            {
                options.momentum ??= defaults.momentum;
                options.dampening ??= defaults.dampening;
                options.weight_decay ??= defaults.weight_decay;
                options.nesterov ??= defaults.nesterov;
                options.maximize ??= defaults.maximize;
            });
            base.add_param_group(param_group);
            AddStates(param_group, parameter => new State(parameter));
        }

        public override Tensor step(Func<Tensor> closure = null) => _step<ParamGroup>(group =>
        {
            var options = group.Options;
            var momentum = options.momentum.Value;
            List<Tensor> parameters = [], directions = [];
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient) continue;
                if (options.weight_decay.Value != 0) gradient = gradient.add(parameter, options.weight_decay.Value);
                parameters.Add(parameter);
                directions.Add(momentum == 0 ? gradient : Accelerated((State)_state[parameter.Handle], gradient, options));
            }
            if (parameters.Count == 0) return;
            var length = options.LearningRate.Value;
            Foreach.Add.Run(Arg.List(parameters), Arg.List(directions), options.maximize.Value ? length : -length);
        }, closure);

        private static Tensor Accelerated(State state, Tensor gradient, Options options)
        {
            // The first gradient starts the buffer undamped.
            if (state.momentum_buffer is null) state.momentum_buffer = gradient.clone().DetachFromDisposeScope();
            else state.momentum_buffer.mul_(options.momentum.Value).add_(gradient, 1 - options.dampening.Value);
            return options.nesterov.Value ? gradient.add(state.momentum_buffer, options.momentum.Value) : state.momentum_buffer;
        }
    }
}
