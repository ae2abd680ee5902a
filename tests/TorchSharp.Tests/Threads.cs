using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

public class Threads
{
    [Fact]
    public void The_number_of_threads_can_be_set()
    {
        var before = get_num_threads();
        set_num_threads(1);
        Assert.Equal(1, get_num_threads());
        set_num_threads(before);
        Assert.Equal(before, get_num_threads());
    }

    [Fact]
    public void Many_threads_train_at_once_each_in_its_own_scope()
    {
        var losses = new double[8];
        Parallel.For(0, losses.Length, new ParallelOptions { MaxDegreeOfParallelism = losses.Length }, i => losses[i] = Train());
        Assert.All(losses, loss => Assert.Equal(losses[0], loss, 1e-6));
        Assert.InRange(losses[0], 0, 0.05);
    }

    [Fact]
    public void Errors_belong_to_the_thread_they_happened_on()
    {
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
        {
            using var scope = NewDisposeScope();
            var error = Assert.Throws<ExternalException>(() => zeros(2, i + 3).matmul(zeros(2, 2)));
            Assert.Contains($"(2x{i + 3} and 2x2)", error.Message);
        });
    }

    [Fact]
    public void Gradient_mode_is_the_threads_own()
    {
        using (no_grad())
        {
            Assert.False(is_grad_enabled());
            var other = new Thread(() => Assert.True(is_grad_enabled()));
            other.Start();
            other.Join();
        }
        Assert.True(is_grad_enabled());
        using (inference_mode()) Assert.True(is_inference_mode_enabled());
        Assert.False(is_inference_mode_enabled());
    }

    private static double Train()
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(3);
        var weight = randn([16, 1], requires_grad: true, generator: generator);
        var x = randn(64, 16, generator: generator);
        var y = x.sum(1, keepdim: true);
        var loss = 0.0;
        for (var step = 0; step < 200; step++)
        {
            using var inner = NewDisposeScope();
            var error = (x.matmul(weight) - y).square().mean();
            error.backward();
            using (no_grad()) weight.sub_(weight.grad * 0.1);
            weight.grad.zero_();
            loss = error.ToDouble();
        }
        return loss;
    }
}
