using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class ModuleTests
{
    private sealed class Attention : Module<Tensor, Tensor>
    {
        public Attention(long width) : base(nameof(Attention))
        {
            register_module("qkv", Linear(width, 3 * width, hasBias: false));
            register_module("proj", Linear(width, width));
        }

        public override Tensor forward(Tensor input) => input.alias();
    }

    private sealed class Block : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "norm1")] private readonly LayerNorm _norm1;
        [ComponentName(Name = "attn")] private readonly Attention _attention;
        [ComponentName(Name = "mlp")] private readonly Sequential _mlp;

        public Block(long width) : base(nameof(Block))
        {
            _norm1 = LayerNorm(width);
            _attention = new Attention(width);
            _mlp = Sequential(Linear(width, 2 * width), GELU(), Linear(2 * width, width));
            RegisterComponents();
        }

        public override Tensor forward(Tensor input)
        {
            using var normed = _norm1.call(input);
            using var mixed = _attention.call(normed);
            return _mlp.call(mixed);
        }
    }

    private sealed class Model : Module<Tensor, Tensor>
    {
        [ComponentName(Name = "x_proj")] private readonly Linear _projection = Linear(3, 4);
        [ComponentName(Name = "pos_embed")] private readonly Parameter _positions = Parameter(zeros(1, 5, 4));
        [ComponentName(Name = "blocks")] private readonly ModuleList<Block> _blocks = ModuleList(new Block(4), new Block(4));
        [ComponentName(Name = "norm")] private readonly BatchNorm1d _norm = BatchNorm1d(4);

        public Model() : base(nameof(Model)) => RegisterComponents();

        public Parameter Positions => _positions;

        public override Tensor forward(Tensor input)
        {
            using var scope = NewDisposeScope();
            var x = _projection.call(input) + _positions;
            foreach (var block in _blocks) x = block.call(x);
            return _norm.call(x.flatten(0, 1)).MoveToOuterDisposeScope();
        }
    }

    private sealed class Renamed : Module
    {
        private readonly Linear _inner = Linear(2, 2);

        public Renamed() : base(nameof(Renamed)) => register_module("inner", _inner);
    }

    private sealed class Holder : Module
    {
        public Holder(string key, Module module) : base(nameof(Holder)) => register_module(key, module);
    }

    private sealed class WithBuffers : Module
    {
        public WithBuffers() : base(nameof(WithBuffers))
        {
            register_buffer("kept", ones(2));
            register_buffer("scratch", ones(3), persistent: false);
            register_buffer("count", tensor(3L));
        }
    }

    [Fact]
    public void State_dict_names_shapes_and_order_are_PyTorchs()
    {
        using var model = new Model();
        var expected = new GoldenFile("state_dict_names")["names"].EnumerateArray()
            .Select(entry => $"{entry[0].GetString()} [{string.Join(", ", entry[1].EnumerateArray().Select(size => size.GetInt64()))}]");
        Assert.Equal(expected, model.state_dict().Select(entry => $"{entry.Key} [{string.Join(", ", entry.Value.shape)}]"));
    }

    [Fact]
    public void A_state_dict_holds_the_live_tensors()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(2, 2);
        using (no_grad()) linear.state_dict()["weight"].fill_(3);
        Assert.True(linear.weight.eq(3).all().ToBoolean());
        Assert.True(linear.call(ones(2)).allclose(linear.bias + 6));
    }

    [Fact]
    public void A_prefix_goes_before_every_name()
    {
        using var model = Sequential(Linear(2, 2));
        Assert.Equal(["net.0.weight", "net.0.bias"], model.state_dict(prefix: "net").Keys);
    }

    [Fact]
    public void A_field_registered_under_another_name_appears_under_its_own_as_well_once_its_module_is_registered()
    {
        using var alone = new Renamed();
        Assert.Equal(["inner.weight", "inner.bias"], alone.state_dict().Keys);
        using var holder = new Holder("held", alone);
        Assert.Equal(["held.inner.weight", "held.inner.bias", "held._inner.weight", "held._inner.bias"], holder.state_dict().Keys);
        Assert.Equal(2, holder.parameters().Count());
    }

    [Fact]
    public void Modules_are_found_by_path_and_walked_level_by_level()
    {
        using var model = new Model();
        Assert.Same(model.Positions, model.get_parameter("pos_embed"));
        Assert.Equal([8L, 4L], model.get_parameter("blocks.1.mlp.0.weight")!.shape);
        Assert.Null(model.get_parameter("blocks.7.mlp.0.weight"));
        Assert.True(model.has_parameter("blocks.0.attn.qkv.weight"));
        Assert.False(model.has_parameter("blocks.0.attn.qkv.bias"));
        Assert.True(model.has_buffer("norm.running_mean"));
        Assert.Equal(["x_proj", "blocks", "norm"], model.named_children().Select(child => child.name));
        Assert.Contains("blocks.0.attn.proj", model.named_modules().Select(module => module.name));
        Assert.Equal(model.modules().Count(), model.named_modules().Select(module => module.name).Distinct().Count());
    }

    [Fact]
    public void A_shared_parameter_is_listed_once()
    {
        using var shared = Linear(2, 2, hasBias: false);
        using var first = new Holder("a", shared);
        using var both = Sequential(("x", shared), ("y", shared));
        Assert.Single(both.parameters());
        Assert.Equal(["x.weight", "y.weight"], both.state_dict().Keys);
    }

    [Fact]
    public void Names_must_be_new_and_free_of_dots()
    {
        using var scope = NewDisposeScope();
        var holder = new Holder("a", Linear(1, 1));
        Assert.Throws<InvalidOperationException>(() => holder.register_module("a", Linear(1, 1)));
        Assert.Throws<ArgumentException>(() => holder.register_module("a.b", Linear(1, 1)));
        Assert.ThrowsAny<ArgumentException>(() => holder.register_module("", Linear(1, 1)));
        Assert.Throws<ArgumentNullException>(() => holder.register_buffer("b", null!));
        holder.register_parameter("p", Parameter(zeros(1)));
        Assert.Throws<InvalidOperationException>(() => holder.register_parameter("p", Parameter(zeros(1))));
    }

    [Fact]
    public void Only_persistent_buffers_are_part_of_the_state()
    {
        using var module = new WithBuffers();
        Assert.Equal(["kept", "count"], module.state_dict().Keys);
        Assert.Equal(["kept", "scratch", "count"], module.named_buffers().Select(buffer => buffer.name));
        Assert.Equal(2, module.buffers(include_nonpersistent: false).Count());
    }

    [Fact]
    public void Loading_a_state_dict_copies_values_and_reports_what_does_not_match()
    {
        using var scope = NewDisposeScope();
        var (source, target) = (new Model(), new Model());
        var state = source.state_dict();
        var (missing, unexpected) = target.load_state_dict(state);
        Assert.Empty(missing.Concat(unexpected));
        foreach (var (key, value) in target.state_dict())
        {
            Assert.True(value.equal(state[key]).ToBoolean(), key);
            Assert.NotSame(value, state[key]);
        }

        var partial = new Dictionary<string, Tensor>(state);
        partial.Remove("norm.weight");
        partial["surprise"] = zeros(1);
        var error = Assert.Throws<InvalidOperationException>(() => target.load_state_dict(partial));
        (missing, unexpected) = target.load_state_dict(partial, strict: false);
        Assert.Equal(["norm.weight"], missing);
        Assert.Equal(["surprise"], unexpected);
        (missing, unexpected) = target.load_state_dict(partial, skip: ["norm.weight", "surprise"]);
        Assert.Empty(missing.Concat(unexpected));
    }

    [Fact]
    public void A_tensor_of_another_shape_is_refused()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(2, 2);
        Assert.ThrowsAny<Exception>(() => linear.load_state_dict(new() { ["weight"] = zeros(3, 2), ["bias"] = zeros(2) }));
    }

    [Fact]
    public void A_saved_module_loads_into_another()
    {
        using var scope = NewDisposeScope();
        var (source, target) = (new Model(), new Model());
        using (no_grad()) foreach (var parameter in source.parameters()) parameter.normal_();
        using var stream = new MemoryStream();
        source.save(new BinaryWriter(stream));
        stream.Position = 0;
        var loaded = new Dictionary<string, bool>();
        target.load(new BinaryReader(stream), loadedParameters: loaded);
        Assert.Equal(stream.Length, stream.Position);
        Assert.Equal(source.state_dict().Keys, loaded.Keys);
        foreach (var (key, value) in target.state_dict()) Assert.True(value.equal(source.state_dict()[key]).ToBoolean(), key);
        Assert.All(target.parameters(), parameter => Assert.True(parameter.requires_grad && parameter.is_leaf));
    }

    [Fact]
    public void The_file_format_is_a_count_then_names_types_shapes_and_bytes()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(2, 1, hasBias: false);
        using (no_grad()) linear.weight.copy_(tensor([1f, -2f], 1, 2));
        using var stream = new MemoryStream();
        linear.save(new BinaryWriter(stream));
        byte[] expected = [1, 6, .. "weight"u8, 6, 2, 1, 2, 0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0];
        Assert.Equal(expected, stream.ToArray());
    }

    [Fact]
    public void A_file_of_another_module_is_refused_unless_asked_to_take_what_fits()
    {
        using var scope = NewDisposeScope();
        var path = Path.GetTempFileName();
        try
        {
            var source = Sequential(("a", Linear(2, 2)), ("b", Linear(2, 2)));
            source.save(path);
            var target = Sequential(("b", Linear(2, 2)), ("c", Linear(2, 2)));
            Assert.Throws<ArgumentException>(() => target.load(path));
            target.load(path, strict: false);
            Assert.True(target.state_dict()["b.weight"].equal(source.state_dict()["b.weight"]).ToBoolean());
            Assert.Throws<ArgumentException>(() => Linear(2, 2).load(path));
        }
        finally
        {
            File.Delete(path);
        }
        Assert.Throws<FileNotFoundException>(() => Linear(2, 2).load(path));
    }

    [Fact]
    public void Training_mode_reaches_every_submodule()
    {
        using var model = new Model();
        Assert.True(model.training);
        model.eval();
        Assert.All(model.modules(), module => Assert.False(module.training));
        model.train();
        Assert.All(model.modules(), module => Assert.True(module.training));
    }

    [Fact]
    public void A_function_is_applied_to_the_submodules_and_then_to_the_module()
    {
        using var model = Sequential(Linear(1, 1), SiLU());
        var names = new List<string>();
        model.apply(module => names.Add(module.GetName()));
        Assert.Equal(["Linear", "SiLU", "Sequential"], names);
    }

    [Fact]
    public void Gradients_are_cleared_to_none_or_to_zero()
    {
        using var scope = NewDisposeScope();
        var linear = Linear(2, 1);
        linear.call(ones(1, 2)).backward();
        Assert.NotNull(linear.weight.grad);
        linear.zero_grad(set_to_none: false);
        Assert.Equal(0, linear.weight.grad.abs().sum().item<float>());
        linear.zero_grad();
        Assert.Null(linear.weight.grad);
    }

    [Fact]
    public void Converting_changes_floating_point_tensors_and_the_fields_that_hold_them()
    {
        using var scope = NewDisposeScope();
        var model = new Model();
        model.call(rand(1, 5, 3)).sum().backward();
        Assert.Same(model, model.to(ScalarType.Float64));
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.Equal(ScalarType.Float64, model.get_buffer("norm.running_mean")!.dtype);
        Assert.Equal(ScalarType.Int64, model.get_buffer("norm.num_batches_tracked")!.dtype);
        Assert.Same(model.Positions, model.get_parameter("pos_embed"));
        Assert.True(model.Positions is { requires_grad: true, is_leaf: true });
        Assert.Equal(ScalarType.Float64, model.Positions.grad.dtype);
        Assert.Equal(ScalarType.Float64, model.call(rand(1, 5, 3, ScalarType.Float64)).dtype);
        Assert.Throws<ArgumentException>(() => model.to(ScalarType.Int32));
    }

    [Fact]
    public void Converting_to_what_a_module_already_is_changes_nothing()
    {
        using var linear = Linear(2, 2);
        var parameters = linear.parameters().ToList();
        linear.to(ScalarType.Float32).cpu();
        Assert.All(parameters, parameter => Assert.False(parameter.IsInvalid));
        Assert.All(linear.parameters().Zip(parameters), pair => Assert.Same(pair.Second, pair.First));
    }

    [Fact]
    public void Hooks_see_and_change_what_a_call_takes_and_gives_until_removed()
    {
        using var scope = NewDisposeScope();
        var identity = Identity();
        var seen = new List<string>();
        var before = identity.register_forward_pre_hook((_, input) => input + 1);
        var after = identity.register_forward_hook((_, _, output) => output * 10);
        identity.register_forward_pre_hook(module => seen.Add("before " + module.GetName()));
        identity.register_forward_hook(module => seen.Add("after " + module.GetName()));
        Assert.Equal(30, identity.call(tensor(2f)).item<float>());
        Assert.Equal(2, identity.forward(tensor(2f)).item<float>());
        Assert.Equal(["before Identity", "after Identity"], seen);
        before.remove();
        after.remove();
        Assert.Equal(2, identity.call(tensor(2f)).item<float>());
    }

    [Fact]
    public void Disposing_a_module_disposes_its_parameters_buffers_and_submodules()
    {
        var before = LiveCount.Settled();
        var model = new Model();
        var parameters = model.parameters().ToList();
        Assert.True(Tensor.TotalCount > before);
        model.Dispose();
        Assert.All(parameters, parameter => Assert.True(parameter.IsInvalid));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_parameter_takes_the_place_of_its_tensor()
    {
        Parameter kept;
        using (NewDisposeScope())
        {
            var data = zeros(2).DetachFromDisposeScope();
            kept = Parameter(data).DetachFromDisposeScope() as Parameter ?? throw new InvalidCastException();
            Assert.True(data.IsInvalid);
            var scoped = Parameter(zeros(2));
            Assert.True(CurrentDisposeScope!.Contains(scoped));
        }
        Assert.False(kept.IsInvalid);
        kept.Dispose();
    }

    [Fact]
    public void A_sequence_can_be_grown_indexed_and_cut()
    {
        using var scope = NewDisposeScope();
        var sequence = Sequential(("first", Linear(2, 3)), ("second", ReLU()));
        sequence.append("third", Linear(3, 1));
        sequence.append(Sigmoid());
        Assert.Equal(4, sequence.Count);
        Assert.Equal(["first", "second", "third", "3"], sequence.named_children().Select(child => child.name));
        Assert.Equal("ReLU", ((Module)sequence[1]).GetName());
        Assert.Equal(["second", "third"], sequence[1..3].named_children().Select(child => child.name));
        Assert.Equal([5L, 3L], sequence[(null, 2)].call(zeros(5, 2)).shape);
        Assert.Equal(1, Sequential().call(ones(1)).item<float>());
    }

    [Fact]
    public void Lists_and_dictionaries_register_what_they_hold_with_the_module_that_holds_them()
    {
        using var scope = NewDisposeScope();
        var list = ModuleList<Module>(Linear(1, 1, hasBias: false));
        list.append(Linear(1, 1, hasBias: false));
        var dictionary = ModuleDict<Module>(("up", Linear(1, 2, hasBias: false)));
        dictionary.Add("down", Linear(2, 1, hasBias: false));
        var parameters = ParameterList(Parameter(zeros(1)));
        parameters.Add(Parameter(zeros(2)));
        Assert.Empty(list.parameters());
        Assert.Equal(["a.0.weight", "a.1.weight"], new Holder("a", list).state_dict().Keys);
        Assert.Equal(["b.up.weight", "b.down.weight"], new Holder("b", dictionary).state_dict().Keys);
        var holder = new Holder("c", parameters);
        Assert.Equal(["c.0", "c.1"], holder.state_dict().Keys);
        holder.to(ScalarType.Float64);
        Assert.Equal(ScalarType.Float64, parameters[1].dtype);
    }
}
