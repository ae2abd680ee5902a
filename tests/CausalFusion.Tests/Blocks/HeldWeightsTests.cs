using CausalFusion.Blocks;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

[Collection(nameof(RunsAlone))]
public sealed class HeldWeightsTests
{
    [Fact]
    public void What_is_made_of_weights_lasts_as_long_as_one_holds_them()
    {
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        var held = new HeldWeights();
        long before = Tensor.TotalCount;
        IDisposable first = held.Hold(), second = held.Hold();
        IReadOnlyList<PackedBlock> two = held.Pack(blocks[..2]), all = held.Pack(blocks);
        Assert.Equal(before + (4 * TinyBlocks.Count), Tensor.TotalCount);
        Assert.Equal(two, all.Take(2));
        first.Dispose();
        first.Dispose();
        Assert.Equal(all, held.Pack(blocks));
        second.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<InvalidOperationException>(() => held.Pack(blocks));
    }

    [Fact]
    public void Weights_that_change_are_packed_anew_and_what_others_use_is_not_freed_before_they_end()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        var held = new HeldWeights();
        long before = Tensor.TotalCount;
        using (held.Hold())
        {
            PackedBlock old = held.Pack(blocks)[0];
            held.Outdate();
            Assert.NotSame(old, held.Pack(blocks)[0]);
            Assert.Equal(before + (8 * TinyBlocks.Count), Tensor.TotalCount);
        }
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void A_network_that_is_trained_while_its_weights_are_held_gives_what_its_new_ones_do()
    {
        using ForcedProducts forced = new(nameof(ProductKind.Packed));
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor images = Tiny.Normal(1, 1, 2, 3, 8, 8);
        Tensor held;
        using (model.HoldWeights())
        {
            Tensor before = Features();
            model.Features(images, 1).sum().backward();
            using (no_grad())
            {
                foreach (Tensor parameter in model.parameters())
                {
                    parameter.mul_(1.5f);
                }
            }
            held = Features();
            Assert.False(before.equal(held).all().item<bool>());
        }
        model.EndTraining();
        Assert.True(Features().equal(held).all().item<bool>());

        Tensor Features()
        {
            using var noGrad = no_grad();
            return model.Features(images, 2);
        }
    }
}
