using CausalFusion.Blocks;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Kernels;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Blocks;

[Collection(nameof(RunsAlone))]
public sealed class HeldWeightsTests
{
    private const int Packed = 4 * TinyBlocks.Count;

    [Fact]
    public void What_is_made_of_weights_lasts_as_long_as_one_holds_them()
    {
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        var held = new HeldWeights();
        long before = Tensor.TotalCount;
        IDisposable first = held.Hold(), second = held.Hold();
        IReadOnlyList<PackedBlock> two = Pack(blocks[..2]), all = Pack(blocks);
        Assert.Equal(before + Packed, Tensor.TotalCount);
        Assert.Equal(two, all.Take(2));
        first.Dispose();
        first.Dispose();
        Assert.Equal(all, Pack(blocks));
        second.Dispose();
        Assert.Equal(before, Tensor.TotalCount);
        Assert.Throws<InvalidOperationException>(() => held.Pack(blocks));

        IReadOnlyList<PackedBlock> Pack(BlockWeights[] blocks)
        {
            (IReadOnlyList<PackedBlock> packed, IDisposable use) = held.Pack(blocks);
            use.Dispose();
            return packed;
        }
    }

    [Fact]
    public void Weights_that_change_are_packed_anew_and_what_a_pass_uses_is_freed_when_it_ends()
    {
        using var scope = NewDisposeScope();
        BlockWeights[] blocks = TinyBlocks.Weights(ScalarType.Float32);
        var held = new HeldWeights();
        long before = Tensor.TotalCount;
        using (held.Hold())
        {
            (IReadOnlyList<PackedBlock> old, IDisposable use) = held.Pack(blocks);
            held.Outdate();
            held.Outdate();
            for (int i = 0; i < 3; i++)
            {
                (IReadOnlyList<PackedBlock> anew, IDisposable other) = held.Pack(blocks);
                Assert.NotSame(old[0], anew[0]);
                other.Dispose();
                Assert.Equal(before + (2 * Packed), Tensor.TotalCount);
                held.Outdate();
                Assert.Equal(before + Packed, Tensor.TotalCount);
            }
            use.Dispose();
            Assert.Equal(before, Tensor.TotalCount);
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
            return model.FeaturesOfHeld(images, 2);
        }
    }

    [Fact]
    public void A_network_learns_after_features_whose_memory_it_takes()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        using (no_grad())
        {
            model.Features(Tiny.Normal(1, 1, 512, 3, 8, 8), 2);
        }
        Tensor loss = model.Features(Tiny.Normal(1, 1, 1, 3, 8, 8), 2).sum();
        loss.backward();
        model.EndTraining();
        Assert.All(model.parameters().Where(parameter => parameter.grad is not null), parameter =>
            Assert.True(parameter.grad!.isfinite().all().item<bool>()));
    }
}
