using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>The base of optimizers with parameter groups.</summary>
public abstract class OptimizerHelper : Optimizer
{
    protected OptimizerOptions _defaults;
    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    public OptimizerHelper() => _parameter_groups = [];

    public override void add_param_group(ParamGroup param_group)
    {
        ArgumentNullException.ThrowIfNull(param_group);
        // A group may come with a lazy sequence, which must not be run at every step.
        param_group.Parameters = [.. param_group.Parameters];
        _parameter_groups.Add(param_group);
    }

    public void save_state_dict(string location)
    {
        using var stream = File.Create(location);
        using var writer = new BinaryWriter(stream);
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var state = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(state.Options.Count);
        writer.Write7BitEncodedInt64(state.State.Count);
        foreach (var options in state.Options) options.SaveStateDict(writer);
        foreach (var parameterState in state.State) parameterState.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var stream = File.OpenRead(location);
        using var reader = new BinaryReader(stream);
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var state = state_dict();
        RequireSameSizes(state, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (var options in state.Options) options.LoadStateDict(reader);
        foreach (var parameterState in state.State) parameterState.LoadStateDict(reader);
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var state = this.state_dict();
        RequireSameSizes(state, state_dict.Options.Count, state_dict.State.Count);
        foreach (var (own, other) in state.Options.Zip(state_dict.Options))
            if (!ReferenceEquals(own, other)) own.LoadStateDict(other);
        foreach (var (own, other) in state.State.Zip(state_dict.State))
            if (!ReferenceEquals(own, other)) own.LoadStateDict(other);
    }

    private static void RequireSameSizes(StateDictionary state, long options, long states)
    {
        if (options != state.Options.Count)
            throw new ArgumentException($"Invalid optimizer state: expected {state.Options.Count} parameter groups, found {options}.");
        if (states != state.State.Count)
            throw new ArgumentException($"Invalid optimizer state: expected the states of {state.State.Count} parameters, found {states}.");
    }

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            var indices = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                indices.Add(result.State.Count);
                result.State.Add(_state[parameter.Handle]);
            }
            result.StateIndexRef.Add(indices);
        }
        return result;
    }

    public void to(Device device)
    {
        foreach (var (_, state) in _state) state.to(device);
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        foreach (var (_, state) in _state) (state as IDisposable)?.Dispose();
        _state.Clear();
    }

    protected Tensor _step<T>(Action<T> body, Func<Tensor> loss_closure = null) where T : ParamGroup
    {
        Tensor loss = null;
        if (loss_closure is not null)
        {
            using var recording = enable_grad();
            loss = loss_closure();
        }
        using var mode = no_grad();
        foreach (var group in _parameter_groups)
        {
            using var scope = NewDisposeScope();
            body((T)group);
        }
        return loss;
    }

    // What a new group does not say is as in the optimizer's own options.
    private protected void Complete<TOptions>(ParamGroup group, Action<TOptions, TOptions> fill) where TOptions : OptimizerOptions, new()
    {
        group.Options ??= new TOptions();
        group.Options.LearningRate ??= _defaults.LearningRate;
        group.Options.InitialLearningRate = group.Options.LearningRate.Value;
        fill((TOptions)group.Options, (TOptions)_defaults);
    }

    private protected void AddStates(ParamGroup group, Func<Parameter, OptimizerState> create)
    {
        foreach (var parameter in group.Parameters)
        {
            var state = create(parameter);
            _state[parameter.Handle] = state;
            state.Initialize(group.Options);
        }
    }

    protected enum TypeCode
    {
        Double = 0,
        Long = 1,
        Tensor = 2,
        Options = 3,
        State = 4,
    }
}
