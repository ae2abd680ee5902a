using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Scopes
{
    [Fact]
    public void Scopes_nest_and_dispose_only_their_own()
    {
        using var outer = NewDisposeScope();
        var kept = ones(1);
        Tensor moved, lost, detached;
        using (var inner = NewDisposeScope())
        {
            Assert.Same(inner, CurrentDisposeScope);
            (moved, lost, detached) = (ones(2), ones(3), ones(4).DetachFromDisposeScope());
            inner.MoveToOuter(moved);
        }
        Assert.Same(outer, CurrentDisposeScope);
        Assert.False(kept.IsInvalid || moved.IsInvalid || detached.IsInvalid);
        Assert.True(lost.IsInvalid);
        Assert.True(outer.Contains(moved));
        Assert.False(outer.Contains(detached));
        detached.Dispose();
    }

    [Fact]
    public void A_tensor_disposed_by_hand_leaves_its_scope()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(1);
        Assert.Equal(1, scope.DisposablesCount);
        tensor.Dispose();
        Assert.Equal(0, scope.DisposablesCount);
        Assert.Throws<InvalidOperationException>(() => tensor.sum());
    }

    [Fact]
    public void DisposeEverythingBut_keeps_what_is_named_in_the_scope()
    {
        Tensor a, b;
        using (var scope = NewDisposeScope())
        {
            (a, b) = (ones(1), ones(2));
            scope.DisposeEverythingBut(b);
            Assert.True(a.IsInvalid);
            Assert.False(b.IsInvalid);
            Assert.Equal(1, scope.DisposablesCount);
        }
        Assert.True(b.IsInvalid);
    }

    [Fact]
    public void Moving_out_of_the_outermost_scope_detaches()
    {
        Tensor free;
        using (NewDisposeScope()) free = ones(1).MoveToOuterDisposeScope();
        Assert.False(free.IsInvalid);
        free.Dispose();
    }

    [Fact]
    public void Attach_takes_a_tensor_over_from_where_it_was()
    {
        var free = ones(1);
        using (var scope = NewDisposeScope()) scope.Attach(free);
        Assert.True(free.IsInvalid);
    }

    [Fact]
    public void Ten_thousand_steps_leave_the_count_of_live_tensors_where_it_was()
    {
        using var weight = randn([8, 8], requires_grad: true);
        Step(weight);
        var before = LiveCount.Settled();
        for (var i = 0; i < 10_000; i++) Step(weight);
        Assert.Equal(before, Tensor.TotalCount);
    }

    private static void Step(Tensor weight)
    {
        using var scope = NewDisposeScope();
        ones(4, 8).matmul(weight).relu().mean().backward();
        using (no_grad()) weight.sub_(weight.grad * 0.01);
        weight.grad = null!;
    }
}
