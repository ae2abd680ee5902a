using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class OptimizerTests
{
    private static readonly GoldenFile _golden = new("optimizers");

    private static readonly Dictionary<string, Func<Parameter[], Parameter[], OptimizerHelper>> _optimizers = new()
    {
        ["AdamW"] = (w, b) => optim.AdamW(
            [new AdamW.ParamGroup(w, new AdamW.Options { LearningRate = 0.05, weight_decay = 0.1 }),
            new AdamW.ParamGroup(b, new AdamW.Options { LearningRate = 0.02, weight_decay = 0 })],
            beta1: 0.9, beta2: 0.95, eps: 1e-8),
        ["AdamWClipped"] = (w, b) => optim.AdamW(
            [new AdamW.ParamGroup(w, new AdamW.Options { weight_decay = 0.2 }), new AdamW.ParamGroup(b, new AdamW.Options { weight_decay = 0 })],
            lr: 0.05, beta1: 0.9, beta2: 0.95, eps: 1e-15),
        ["AdamWAmsgrad"] = (w, b) =>
            optim.AdamW([new AdamW.ParamGroup { Parameters = w }, new AdamW.ParamGroup { Parameters = b }], 0.1, weight_decay: 0.01, amsgrad: true),
        ["AdamWMaximize"] = (w, b) =>
            optim.AdamW([new AdamW.ParamGroup { Parameters = w }, new AdamW.ParamGroup { Parameters = b }], 0.1, weight_decay: 0, maximize: true),
        ["Adam"] = (w, b) => optim.Adam(
            [new Adam.ParamGroup(w, new Adam.Options { weight_decay = 0.1 }), new Adam.ParamGroup(b, new Adam.Options { weight_decay = 0 })],
            lr: 0.05),
        ["SGD"] = (w, b) => optim.SGD(
            [new SGD.ParamGroup(w, new SGD.Options { weight_decay = 0.1 }), new SGD.ParamGroup(b, new SGD.Options { weight_decay = 0 })], 0.05),
        ["SGDMomentum"] = (w, b) => optim.SGD(
            [new SGD.ParamGroup { Parameters = w }, new SGD.ParamGroup(b, new SGD.Options { momentum = 0.5 })], 0.05, momentum: 0.9, dampening: 0.1),
        ["SGDNesterov"] = (w, b) => optim.SGD([.. w, .. b], 0.05, momentum: 0.9, nesterov: true),
    };

    public static TheoryData<string> Names => [.. _optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Six_steps_lead_where_PyTorch_goes(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Make(name, model);
        var golden = _golden[name];
        var norms = golden.GetProperty("norms").EnumerateArray().Select(norm => norm.GetDouble()).ToArray();
        var step = 0;
        foreach (var expected in golden.GetProperty("losses").EnumerateArray())
        {
            var loss = Step(model, optimizer, norms.Length > 0 ? 0.1 : null, out var norm);
            Assert.Equal(expected.GetDouble(), loss, 2e-6);
            if (norms.Length > 0) Assert.Equal(norms[step], norm, 1e-6);
            step++;
        }
        foreach (var (key, value) in model.state_dict()) GoldenFile.AssertEqual(golden.GetProperty("state").GetProperty(key), value, key, 5e-6);
    }

    [Theory]
    [InlineData("AdamW")]
    [InlineData("AdamWAmsgrad")]
    [InlineData("SGDMomentum")]
    public void A_saved_and_loaded_state_goes_on_as_if_nothing_had_happened(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Make(name, model);
        for (var i = 0; i < 3; i++) Step(model, optimizer, null, out _);

        using var other = Model();
        other.load_state_dict(model.state_dict());
        using var resumed = Make(name, other);
        foreach (var group in resumed.ParamGroups) group.LearningRate = 1;
        using var stream = new MemoryStream();
        optimizer.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        resumed.load_state_dict(new BinaryReader(stream));
        Assert.Equal(stream.Length, stream.Position);
        foreach (var (a, b) in optimizer.state_dict().State.Zip(resumed.state_dict().State)) Assert.True(a.ApproximatelyEquals(b));

        for (var i = 0; i < 3; i++)
            Assert.Equal(Step(model, optimizer, null, out _), Step(other, resumed, null, out _));
        foreach (var (key, value) in model.state_dict()) Assert.True(value.equal(other.state_dict()[key]).ToBoolean(), key);
    }

    [Fact]
    public void A_state_dictionary_can_be_handed_to_another_optimizer()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var optimizer = Make("AdamW", model);
        Step(model, optimizer, null, out _);
        using var other = Make("AdamW", model);
        other.load_state_dict(optimizer.state_dict());
        var (a, b) = ((AdamW.State)optimizer.state_dict().State[0], (AdamW.State)other.state_dict().State[0]);
        Assert.True(a.ApproximatelyEquals(b));
        Assert.Equal(1, b.step);
    }

    [Fact]
    public void The_state_of_another_kind_of_optimizer_is_refused()
    {
        using var scope = NewDisposeScope();
        using var model = Model();
        using var adam = Make("Adam", model);
        using var sgd = Make("SGD", model);
        using var stream = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(stream));
        stream.Position = 0;
        Assert.Throws<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(stream)));
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone()
    {
        using var scope = NewDisposeScope();
        var (used, unused) = (Parameter(ones(2)), Parameter(ones(2)));
        using var optimizer = optim.AdamW([used, unused], 0.1, weight_decay: 0.5);
        used.sum().backward();
        optimizer.step();
        Assert.Equal([1f, 1f], unused.data<float>().ToArray());
        Assert.NotEqual([1f, 1f], used.data<float>().ToArray());
    }

    [Fact]
    public void A_closure_gives_the_loss_of_its_step()
    {
        using var scope = NewDisposeScope();
        var parameter = Parameter(tensor([3f]));
        using var optimizer = optim.SGD([parameter], 0.5);
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var squared = parameter.square().sum();
            squared.backward();
            return squared;
        });
        Assert.Equal(9, loss.item<float>());
        Assert.Equal(0, parameter.item<float>());
    }

    [Fact]
    public void Clipping_by_norm_leaves_small_gradients_alone_and_scales_large_ones()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Parameter(zeros(1)), Parameter(zeros(1)));
        (a.grad, b.grad) = (tensor([3f]), tensor([-4f]));
        Assert.Equal(5, utils.clip_grad_norm_([a, b], 10), 1e-6);
        Assert.Equal(3, a.grad.item<float>());
        Assert.Equal(5, utils.clip_grad_norm_([a, b], 1), 1e-6);
        Assert.Equal(0.6f, a.grad.item<float>(), 1e-5f);
        Assert.Equal(-0.8f, b.grad.item<float>(), 1e-5f);
        Assert.Equal(0.8, utils.clip_grad_norm_([a, b], 10, double.PositiveInfinity), 1e-5);
    }

    [Fact]
    public void Clipping_by_value_limits_every_value()
    {
        using var scope = NewDisposeScope();
        var parameter = Parameter(zeros(3));
        parameter.grad = tensor([-2f, 0.3f, 9f]);
        utils.clip_grad_value_([parameter], 1);
        Assert.Equal([-1f, 0.3f, 1f], parameter.grad.data<float>().ToArray());
    }

    [Fact]
    public void Parameters_go_to_a_vector_and_back()
    {
        using var scope = NewDisposeScope();
        var (a, b) = (Parameter(tensor([1f, 2f], 1, 2)), Parameter(tensor([3f])));
        var vector = utils.parameters_to_vector([a, b]);
        Assert.Equal([1f, 2f, 3f], vector.data<float>().ToArray());
        utils.vector_to_parameters(vector.detach() * 2, [a, b]);
        Assert.Equal([2f, 4f], a.data<float>().ToArray());
        Assert.Equal([6f], b.data<float>().ToArray());
    }

    private static Modules.Sequential Model()
    {
        var model = Sequential(Linear(4, 6), SiLU(), Linear(6, 2));
        model.load_state_dict(_golden["weights"].EnumerateObject().ToDictionary(p => p.Name, p => GoldenFile.Tensor(p.Value)));
        return model;
    }

    private static OptimizerHelper Make(string name, Module model)
    {
        var named = model.named_parameters().ToLookup(p => p.name.EndsWith("weight", StringComparison.Ordinal), p => p.parameter);
        return _optimizers[name]([.. named[true]], [.. named[false]]);
    }

    private static double Step(Module<Tensor, Tensor> model, OptimizerHelper optimizer, double? clip, out double norm)
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        var loss = functional.mse_loss(model.call(GoldenFile.Tensor(_golden["data"])), GoldenFile.Tensor(_golden["target"]));
        loss.backward();
        norm = clip is { } limit ? utils.clip_grad_norm_(model.parameters(), limit) : 0;
        optimizer.step();
        return loss.item<float>();
    }
}
