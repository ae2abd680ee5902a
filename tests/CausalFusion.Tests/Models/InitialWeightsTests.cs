using CausalFusion.Autoencoders;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Models;

/// <summary>What a new network's weights are follows from its seed and never from what was in the memory that they got.</summary>
public sealed class InitialWeightsTests
{
    private const float Garbage = 1e22f;

    /// <summary>
    /// The modules that networks are made of, and the largest weight that each may begin with. All are TorchSharp's but the norm, since those of its
    /// <c>GroupNorm</c> are what was in their memory.
    /// </summary>
    public static TheoryData<string, double> Modules { get; } = new()
    {
        { "Linear", 1 / Math.Sqrt(64) },
        { "Linear without bias", 1 / Math.Sqrt(64) },
        { "Conv2d", 1 / Math.Sqrt(9 * 64) },
        { "Embedding", 8 }, // standard deviations
        { "LayerNorm", 1 },
        { "LayerNorm without weights", 0 },
        { "Norm", 1 },
    };

    [Theory, MemberData(nameof(Modules))]
    public void A_module_comes_initialized(string name, double largest)
    {
        for (int trial = 0; trial < 10; trial++)
        {
            LeaveGarbage(64, 64 * 64, 9 * 64 * 64);
            using var scope = NewDisposeScope();
            using nn.Module module = Make(name);
            Assert.Equal(name == "LayerNorm without weights" ? 0 : name is "Linear without bias" or "Embedding" ? 1 : 2, module.parameters().Count());
            Assert.All(module.parameters(), parameter => Assert.InRange(parameter.abs().max().item<float>(), 0, largest * 1.0001));
            if (name is "LayerNorm" or "Norm")
            {
                Assert.All(module.get_parameter("weight")!.data<float>(), value => Assert.Equal(1, value));
                Assert.All(module.get_parameter("bias")!.data<float>(), value => Assert.Equal(0, value));
            }
        }
    }

    [Fact]
    public void A_network_is_the_same_whatever_memory_it_gets() =>
        AssertSame(() => new CausalFusionModel(Tiny.Config with { Width = 64, LearnedPositions = false }, seed: 3));

    [Fact]
    public void A_DiT_is_the_same_whatever_memory_it_gets() =>
        AssertSame(() => new DitModel(
            new DitConfig { ImageSize = 8, Channels = 3, PatchSize = 2, Width = 64, Layers = 2, Heads = 4, Classes = 7 }, seed: 3));

    [Fact]
    public void An_autoencoder_begins_with_small_weights_and_norms_that_change_nothing()
    {
        using var scope = NewDisposeScope();
        using var first = new KlAutoencoder(SmallAutoencoders.Mar with { BaseChannels = 32 });
        LeaveGarbage(Sizes(first));
        using var autoencoder = new KlAutoencoder(first.Config);
        Assert.All(autoencoder.named_parameters(), item => Assert.InRange(item.parameter.abs().max().item<float>(), 0, 1));
        Assert.All(autoencoder.named_modules().Where(item => item.module is GroupNorm), item =>
        {
            Assert.Equal(1, item.module.get_parameter("weight")!.min().item<float>());
            Assert.Equal(0, item.module.get_parameter("bias")!.abs().max().item<float>());
        });
    }

    private static nn.Module Make(string name) => name switch
    {
        "Linear" => nn.Linear(64, 64),
        "Linear without bias" => nn.Linear(64, 64, hasBias: false),
        "Conv2d" => nn.Conv2d(64, 64, kernel_size: 3L),
        "Embedding" => nn.Embedding(64, 64),
        "LayerNorm" => nn.LayerNorm(64),
        "LayerNorm without weights" => nn.LayerNorm(64, 1e-6, elementwise_affine: false),
        _ => Layers.Norm(2, 64),
    };

    private static void AssertSame(Func<nn.Module> make)
    {
        using var scope = NewDisposeScope();
        using nn.Module first = make();
        LeaveGarbage(Sizes(first));
        using nn.Module second = make();
        Assert.All(first.named_parameters().Zip(second.named_parameters()), pair =>
        {
            Assert.Equal(pair.First.name, pair.Second.name);
            Assert.True(pair.First.parameter.data<float>().SequenceEqual(pair.Second.parameter.data<float>()), pair.First.name);
        });
    }

    private static long[] Sizes(nn.Module module) => [.. module.parameters().Select(parameter => parameter.numel()).Distinct()];

    /// <summary>Frees memory that is full of large values, in pieces of these sizes: the next tensors get it.</summary>
    private static void LeaveGarbage(params long[] sizes)
    {
        using var scope = NewDisposeScope();
        foreach (long size in sizes)
        {
            for (int i = 0; i < 30; i++)
            {
                full([size], Garbage);
            }
        }
    }
}
