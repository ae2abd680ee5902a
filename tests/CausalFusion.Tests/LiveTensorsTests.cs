using System.Runtime.CompilerServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>What the tests of memory count by: a leak shows, and nothing else does.</summary>
[Collection(nameof(RunsAlone))]
public sealed class LiveTensorsTests
{
    private readonly long _before = LiveTensors.CountHeld();

    [Fact]
    public void A_tensor_counts_one_until_it_is_freed_whatever_scope_it_is_in()
    {
        Tensor tensor = ones(3);
        AssertMore(1);
        using (DisposeScope outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                tensor.MoveToOtherDisposeScope(outer);
                (tensor + 1).MoveToOuterDisposeScope();
                _ = tensor + 2;
                AssertMore(3);
            }
            AssertMore(2);
            tensor.DetachFromDisposeScope();
        }
        AssertMore(1);
        tensor.Dispose();
        AssertMore(0);
    }

    [Fact]
    public void A_parameter_that_is_freed_counts_nothing_and_one_that_is_not_counts_one()
    {
        for (int i = 0; i < 5; i++)
        {
            using var freed = new Parameter(ones(3));
            AssertMore(1);
            using (freed.grad)
            {
                AssertMore(1);
            }
            using (NewDisposeScope())
            {
                freed.sum().backward();
            }
            using (freed.grad)
            {
                AssertMore(2);
            }
        }
        AssertMore(0);

        var leaked = new Parameter(ones(3));
        AssertMore(1);
        Assert.Equal(_before + 1, LiveTensors.CountHeld());
        leaked.Dispose();
        AssertMore(0);
    }

    [Fact]
    public void A_module_counts_its_weights_and_a_copy_of_them_in_another_type_takes_their_place()
    {
        nn.Module<Tensor, Tensor> module;
        using (NewDisposeScope())
        {
            module = nn.Linear(3, 2);
        }
        AssertMore(2);
        module.to(ScalarType.BFloat16);
        AssertMore(2);
        module.Dispose();
        AssertMore(0);
    }

    [Fact]
    public async Task A_tensor_of_another_thread_counts_and_may_be_freed_by_a_third()
    {
        var tensors = new Tensor[6];
        var thread = new Thread(() => tensors[0] = ones(3));
        thread.Start();
        thread.Join();
        AssertMore(1);
        tensors[1] = await Task.Run(() => ones(3));
        AssertMore(2);
        await Task.CompletedTask.ContinueWith(_ => tensors[2] = new Parameter(ones(3)), TaskScheduler.Default);
        AssertMore(3);
        Parallel.For(3, 6, new ParallelOptions { MaxDegreeOfParallelism = 3 }, i => tensors[i] = ones(3));
        AssertMore(6);

        thread = new Thread(() => Array.ForEach(tensors, tensor => tensor.Dispose()));
        thread.Start();
        thread.Join();
        AssertMore(0);
    }

    [Fact]
    public void What_others_do_elsewhere_does_not_count()
    {
        Tensor? elsewhere = null;
        Thread thread;
        using (ExecutionContext.SuppressFlow())
        {
            thread = new Thread(() => elsewhere = ones(3));
            thread.Start();
        }
        thread.Join();
        AssertMore(0);
        Assert.Equal(1, elsewhere![0].item<float>());
    }

    [Fact]
    public void A_tensor_that_nobody_holds_counts_until_its_finalizer_has_run()
    {
        long before = Tensor.TotalCount;
        Abandon();
        AssertMore(1);
        Assert.Equal(_before, LiveTensors.CountHeld());
        Assert.Equal(before, Tensor.TotalCount);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Abandon() => _ = ones(3);

    private void AssertMore(int count) => Assert.Equal(_before + count, LiveTensors.Count);
}
