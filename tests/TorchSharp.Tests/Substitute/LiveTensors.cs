using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.Substitute;

/// <summary>Modules and optimizers leave nothing to the garbage collector.</summary>
public class LiveTensors
{
    [Fact]
    public void Without_a_scope_a_step_leaves_nothing_behind_but_what_its_caller_holds()
    {
        using var model = Linear(3, 2);
        using var optimizer = optim.SGD(model.parameters(), 0.1, momentum: 0.9);
        using var x = randn(4, 3);
        Step();
        var before = LiveCount.Settled();
        for (var i = 0; i < 20; i++) Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            optimizer.zero_grad();
            using var output = model.call(x);
            using var loss = output.sum();
            loss.backward();
            utils.clip_grad_norm_(model.parameters(), 1);
            utils.clip_grad_value_(model.parameters(), 0.5);
            optimizer.step();
        }
    }

    [Fact]
    public void Converting_saving_and_clearing_leave_no_tensor_behind()
    {
        using var model = BatchNorm1d(3);
        using var copy = BatchNorm1d(3);
        using var x = randn(4, 3);
        Round();
        var before = LiveCount.Settled();
        for (var i = 0; i < 5; i++) Round();
        Assert.Equal(before, Tensor.TotalCount);

        void Round()
        {
            foreach (var set_to_none in new[] { false, true })
            {
                using (var output = model.call(x))
                using (var loss = output.sum()) loss.backward();
                model.to(ScalarType.Float64).to(ScalarType.Float32);
                model.zero_grad(set_to_none);
            }
            using var stream = new MemoryStream();
            model.save(new BinaryWriter(stream));
            stream.Position = 0;
            copy.load(new BinaryReader(stream));
            copy.load_state_dict(model.state_dict());
        }
    }

    [Fact]
    public void Indexing_and_assignment_leave_no_tensors_behind()
    {
        using var scope = NewDisposeScope();
        var x = zeros(4, 5);
        var one = ones(5);
        var before = LiveCount.Settled();
        x[1] = one;
        x[TensorIndex.Slice(2, 4), 0] = one[..2];
        Assert.Equal(before + 1, Tensor.TotalCount);
        using var picked = x[TensorIndex.Ellipsis, 0];
        Assert.Equal(before + 2, Tensor.TotalCount);
        Assert.Equal([0f, 1, 1, 1], picked.data<float>().ToArray());
    }

    [Fact]
    public void Statistics_count_what_a_thread_makes()
    {
        var statistics = DisposeScopeManager.Statistics;
        statistics.Reset();
        var outside = ones(1);
        using (NewDisposeScope())
        {
            ones(1);
            ones(1).DetachFromDisposeScope().Dispose();
        }
        Assert.Equal((1, 2), (statistics.CreatedOutsideScopeCount, statistics.CreatedInScopeCount));
        Assert.Equal((1, 1), (statistics.DisposedInScopeCount, statistics.DetachedFromScopeCount));
        outside.Dispose();
    }
}
