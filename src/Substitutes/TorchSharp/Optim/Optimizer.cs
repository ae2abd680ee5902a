using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>The base of all optimizers.</summary>
        public abstract partial class Optimizer : IDisposable
        {
            protected IList<ParamGroup> _parameter_groups;

            private protected Optimizer() { }

            ~Optimizer() => Dispose(false);

            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) { }

            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Sets all gradients to zero.</summary>
            public virtual void zero_grad()
            {
                using var mode = no_grad();
                using var scope = NewDisposeScope();
                var gradients = parameters().Select(parameter => parameter.grad).Where(gradient => gradient is not null).ToList();
                if (gradients.Count > 0) Foreach.Zero.Run(Interop.Arg.List(gradients));
            }

            /// <summary>Changes the parameters once. A closure computes the loss anew and is what the step returns.</summary>
            public virtual Tensor step(Func<Tensor> closure = null) => closure?.Invoke();

            /// <summary>The options of each group and the state of each parameter, live.</summary>
            public class StateDictionary
            {
                internal StateDictionary() { }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];

                /// <summary>Which states belong to which group.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>What a learning-rate schedule controls.</summary>
        public interface ILearningRateController
        {
            double LearningRate { get; set; }
            double InitialLearningRate { get; set; }
        }

        /// <summary>Whatever has a momentum.</summary>
        public interface IMomentum
        {
            double Momentum { get; set; }
        }

        /// <summary>Whatever has the decay rates of Adam's running averages.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
