using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Tests.NN;

public class TrainingSoakTests
{
    [Fact]
    public void The_count_of_live_tensors_stands_still_over_200_steps()
    {
        using var model = Sequential(Linear(8, 16), LayerNorm(16), GELU(), Dropout(0.1), Linear(16, 4));
        using var optimizer = optim.AdamW(model.parameters(), 1e-3, weight_decay: 0.01);
        var schedule = optim.lr_scheduler.LambdaLR(optimizer, step => Math.Min(1, (step + 1) / 10.0));
        Step();
        var before = LiveCount.Settled();
        for (var i = 0; i < 200; i++) Step();
        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using var scope = NewDisposeScope();
            model.zero_grad();
            var loss = functional.mse_loss(model.call(randn(5, 8)), randn(5, 4));
            loss.backward();
            utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            schedule.step();
        }
    }

    [Fact]
    public void A_small_network_learns_exclusive_or()
    {
        Generator.Default.manual_seed(1);
        using var scope = NewDisposeScope();
        var model = Sequential(Linear(2, 8), Tanh(), Linear(8, 2));
        using var optimizer = optim.AdamW(model.parameters(), 0.05);
        var x = tensor([0f, 0, 0, 1, 1, 0, 1, 1], 4, 2);
        var y = tensor([0L, 1, 1, 0]);
        for (var i = 0; i < 150; i++)
        {
            using var step = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(model.call(x), y).backward();
            optimizer.step();
        }
        Assert.Equal(y.data<long>().ToArray(), model.call(x).argmax(1).data<long>().ToArray());
    }
}
