using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.NoEmit;
using CausalFusion.Attention;
using CausalFusion.Factorization;
using CausalFusion.Kernels;
using CausalFusion.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Benchmarks.Kernels;

/// <summary>Our kernels beside the tensor library's operators, at the shapes of a training step: 64 sequences of 116 tokens, width 192.</summary>
public class KernelBenchmarks : IDisposable
{
    private const int Batch = 64, Tokens = 116, Width = 192, Heads = 6, Hidden = 4 * Width;
    private const double Epsilon = 1e-5;

    private readonly Tensor _x = Input(Batch, Tokens, Width), _qkv = Input(Batch, Tokens, 3 * Width), _hidden = Input(Batch, Tokens, Hidden);
    private readonly Tensor _weight = Input(Hidden, Width), _bias = Input(Hidden);
    private readonly LayerNorm _queryNorm = nn.LayerNorm(Width / Heads), _keyNorm = nn.LayerNorm(Width / Heads);

    private readonly AttentionContext _context =
        new(AttentionLayout.GeneralizedCausal(conditionTokens: 4, ArSplit.Equal(BenchmarkNetworks.Standard.Tokens, 4)));

    private readonly Tensor _mask;
    private readonly PackedMatrix _packed, _packedBack;

    /// <summary>Makes the inputs.</summary>
    public KernelBenchmarks()
    {
        _mask = _context.Layout.ToAdditiveMask(CPU).DetachFromDisposeScope();
        (_packed, _packedBack) = (PackedMatrix.OfTransposed(_weight), PackedMatrix.Of(_weight));
    }

    /// <summary>Whether the gradients are part of the measurement.</summary>
    [Params(false, true)]
    public bool Backward { get; set; }

    /// <summary>Runs the benchmarks in this process.</summary>
    /// <param name="folder">Where BenchmarkDotNet's files go.</param>
    /// <returns>The exit code.</returns>
    internal static int Run(string folder)
    {
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessNoEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(Path.Combine(folder, "kernels"));
        Summary summary = BenchmarkRunner.Run<KernelBenchmarks>(config);
        return summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success) ? 1 : 0;
    }

    /// <summary>tanh-GELU as our kernel has it.</summary>
    [Benchmark]
    public void Gelu() => Measure(() => Activations.GeluTanh(_hidden), _hidden);

    /// <summary>The exact GELU of the tensor library, which is another function of about the same cost.</summary>
    [Benchmark]
    public void GeluOfLibrary() => Measure(() => nn.functional.gelu(_hidden), _hidden);

    /// <summary>QK-norm and attention as our kernel has them.</summary>
    [Benchmark]
    public void Attention() =>
        Measure(() => FusedAttention.Apply(_qkv, Norms, Heads, Epsilon, layer: 0, _context), [_qkv, .. Norms]);

    /// <summary>QK-norm and attention of the tensor library, with a dense mask.</summary>
    [Benchmark]
    public void AttentionOfLibrary() => Measure(() =>
    {
        Tensor[] parts = _qkv.view(Batch, Tokens, 3, Heads, Width / Heads).permute(2, 0, 3, 1, 4).unbind(0);
        Tensor attended =
            nn.functional.scaled_dot_product_attention(_queryNorm.call(parts[0]), _keyNorm.call(parts[1]), parts[2], _mask);
        return attended.transpose(1, 2).reshape(Batch, Tokens, Width);
    }, [_qkv, .. Norms]);

    /// <summary>The MLP's first product as a linear layer.</summary>
    [Benchmark]
    public void ProductAsLinear() => Measure(() => nn.functional.linear(_x, _weight, _bias), _x, _weight, _bias);

    /// <summary>The same as a 1×1 convolution over a view of the tokens.</summary>
    [Benchmark]
    public void ProductAsConvolution() => Measure(() =>
        nn.functional.conv2d(_x.view(1, Batch * Tokens, 1, Width).permute(0, 3, 1, 2), _weight.view(Hidden, Width, 1, 1), _bias), _x, _weight, _bias);

    /// <summary>The same as our kernels have it, without the bias: and the gradients of both sides. Packing is not part of it.</summary>
    [Benchmark]
    public void ProductPacked()
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor x = _x.view(-1, Width), given = _hidden.view(-1, Hidden);
        PackedProduct.Multiply(x, _packed, empty([Batch * Tokens, Hidden]));
        if (Backward)
        {
            PackedProduct.Multiply(given, _packedBack, empty([Batch * Tokens, Width]));
            PackedGradient.Multiply(given, x);
        }
    }

    /// <summary>Frees the inputs.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        foreach (IDisposable owned in new IDisposable[] { _x, _qkv, _hidden, _weight, _bias, _mask, _queryNorm, _keyNorm, _packed, _packedBack })
        {
            owned.Dispose();
        }
        GC.SuppressFinalize(this);
    }

    private Tensor[] Norms => [_queryNorm.weight!, _queryNorm.bias!, _keyNorm.weight!, _keyNorm.bias!];

    private void Measure(Func<Tensor> forward, params Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        if (Backward)
        {
            Tensor y = forward();
            autograd.grad([y], inputs, [y.detach()]);
            return;
        }
        using var noGrad = no_grad();
        forward();
    }

    private static Tensor Input(params long[] shape) => randn(shape, requires_grad: true).DetachFromDisposeScope();
}
