using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Generation;
using CausalFusion.Models;
using CausalFusion.Randomness;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

[Collection(nameof(RunsAlone))]
public sealed class ImageEditorTests
{
    private static readonly GenerationOptions _options = new() { DiffusionSteps = 3, GuidanceScale = 1.5 };

    [Fact]
    public void Kept_tokens_survive_bit_for_bit_and_the_others_are_regenerated()
    {
        using CausalFusionModel model = Tiny.Model();
        var editor = new ImageEditor(model);
        var random = new RandomStream(1);
        for (ulong trial = 0; trial < 25; trial++)
        {
            using var scope = NewDisposeScope();
            EditMask mask = EditMask.FromGrid(EditMaskTests.RandomGrid(random, 4));
            Tensor images = Tiny.Normal(trial, 3, 2, 3, 8, 8);
            Tensor edited = editor.Edit(images, mask, [new(1, trial), new(null, trial + 50)], RandomOptions(random, mask.Count));
            Tensor marked = zeros([8, 8], dtype: ScalarType.Bool);
            for (int i = 0; i < 16; i++)
            {
                marked.narrow(0, i / 4 * 2, 2).narrow(1, i % 4 * 2, 2).fill_(mask[i / 4, i % 4]);
            }
            Tensor same = edited.eq(images);
            Assert.True(same.logical_or(marked).all().item<bool>(), $"trial {trial}: a kept pixel changed");
            Assert.False(same.logical_and(marked).any().item<bool>(), $"trial {trial}: a marked pixel stayed");
        }
    }

    [Fact]
    public void An_edit_that_keeps_nothing_is_plain_generation_and_one_that_marks_nothing_the_input()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor images = Tiny.Normal(1, 1, 2, 3, 8, 8);
        GenerationRequest[] requests = [new(1, 5), new(2, 6)];
        GenerationOptions options = _options with { ArSteps = 3 };
        Tensor generated = new ImageGenerator(model).Generate(requests, options);
        Assert.Equal(
            generated.data<float>().ToArray(), new ImageEditor(model).Edit(
                images, EditMask.All(TokenGrid.Square(4)), requests, options).data<float>().ToArray());
        Tensor untouched = new ImageEditor(model).Edit(images, EditMask.All(TokenGrid.Square(4)).Inverse(), requests, options);
        Assert.Equal(images.data<float>().ToArray(), untouched.data<float>().ToArray());
        Assert.NotEqual(images.Handle, untouched.Handle);
    }

    [Fact]
    public void An_edit_depends_on_what_is_kept_and_on_its_class_and_not_on_its_batch()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var editor = new ImageEditor(model);
        Tensor images = Tiny.Normal(2, 1, 5, 3, 8, 8);
        GenerationRequest[] requests = [.. Enumerable.Range(0, 5).Select(i => new GenerationRequest(i, (ulong)(90 + i)))];
        GenerationOptions options = _options with { ArSteps = 2 };
        Tensor together = editor.Edit(images, EditMask.Bottom(TokenGrid.Square(4)), requests, options);
        Approximately.Equal(
            together, editor.Edit(images, EditMask.Bottom(TokenGrid.Square(4)), requests, options with { BatchSize = 2 }), 2e-5, "batches of 2");
        Approximately.Equal(
            together.flip(0), editor.Edit(images.flip(0), EditMask.Bottom(TokenGrid.Square(4)), [.. requests.Reverse()], options), 2e-5, "reversed");

        Tensor other = images.clone();
        other.narrow(2, 0, 1).add_(1);
        Assert.True(Changed(editor.Edit(other, EditMask.Bottom(TokenGrid.Square(4)), requests, options)), "what is kept has no influence");
        Assert.True(Changed(editor.Edit(images, EditMask.Bottom(TokenGrid.Square(4)), [.. requests.Select(r => r with { Condition = 6 })], options)),
            "the class has no influence");
        Tensor hidden = images.clone();
        hidden.narrow(2, 4, 4).fill_(7);
        Assert.False(Changed(editor.Edit(hidden, EditMask.Bottom(TokenGrid.Square(4)), requests, options)), "what is regenerated shines through");

        bool Changed(Tensor edited) => (edited - together).narrow(2, 4, 4).abs().max().item<float>() > 1e-4;
    }

    [Fact]
    public void Each_prediction_of_an_edit_is_that_of_the_training_time_forward_with_the_kept_tokens_as_first_step()
    {
        var random = new RandomStream(5);
        using CausalFusionModel model = Tiny.Model();
        using var noGrad = no_grad();
        for (ulong trial = 0; trial < 8; trial++)
        {
            using var scope = NewDisposeScope();
            int kept = 1 + random.Next(15);
            ArSplit rest = ArSplitPolicy.Random(1).Sample(random, 16 - kept), whole = ArSplit.FromSizes([kept, .. rest.Sizes]);
            long[] order = new long[16];
            TokenOrder.Random.Fill(order, TokenGrid.Square(4), random);
            Tensor orders = tensor(order, [1, 16]), labels = tensor([3L]), images = Tiny.Normal(trial, 1, 1, 16, 12);

            // One diffusion step of DDIM is x̂₀: what the network says of the first noise, and what later steps see as clean.
            GenerationPlan plan = new() { Split = rest, Schedule = NoiseSchedule.Default.Respace(1), Sampler = SamplerMethod.Ddim() };
            Tensor initial = Tiny.Normal(trial, 2, 1, 16 - kept, 12), tokens = images.clone();
            new BatchGeneration(model, plan).Run(
                tokens, [3], orders.narrow(1, kept, 16 - kept), orders.narrow(1, 0, kept), new GivenNoise(
                    orders.narrow(1, kept, 16 - kept), initial, initial.unsqueeze(0), rest));

            Tensor clean = tokens.gather(1, orders.unsqueeze(2).expand(-1, -1, 12)), noised = cat([zeros(1, kept, 12), initial], 1);
            Tensor predicted = model.Forward(new CausalFusionInput(clean, noised, tensor([0L]), labels, orders, whole)).Noised
                .narrow(1, kept, 16 - kept);
            Tensor expected = new DiffusionPrediction(predicted).Clean(plan.Schedule, initial, 0);
            Approximately.Equal(expected, clean.narrow(1, kept, 16 - kept), 2e-5, $"{whole}");
        }
    }

    [Fact]
    public void Partial_edits_show_what_is_kept_and_finished_and_zeros_elsewhere()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor images = Tiny.Normal(4, 1, 3, 3, 8, 8);
        var shown = new List<(int First, int Step, Tensor Images, Tensor Finished)>();
        Tensor edited = new ImageEditor(model).Edit(
            images, EditMask.Left(TokenGrid.Square(4)), [new(0, 1), new(1, 2), new(2, 3)], _options with
            {
                Split = ArSplitPolicy.Given([1, 3, 4]),
                BatchSize = 2,
            },
            onArStep: part =>
                shown.Add((part.FirstImage, part.FinishedArSteps, part.Images.clone().DetachFromDisposeScope(),
                    part.Finished.clone().DetachFromDisposeScope())));
        Assert.Equal([(0, 1), (0, 2), (0, 3), (2, 1), (2, 2), (2, 3)], shown.Select(part => (part.First, part.Step)));
        foreach ((int first, int step, Tensor partial, Tensor finished) in shown)
        {
            int count = (int)partial.shape[0];
            Assert.Equal(count * (8 + (step switch { 1 => 1, 2 => 4, _ => 8 })), finished.sum().item<long>());
            Tensor pixels = finished.view(count, 1, 4, 1, 4, 1).expand(-1, 3, -1, 2, -1, 2).reshape(count, 3, 8, 8);
            Tensor expected = edited.narrow(0, first, count) * pixels;
            Assert.True(partial.eq(expected).all().item<bool>(), $"image {first}, AR step {step}");
            partial.Dispose();
            finished.Dispose();
        }
    }

    [Fact]
    public void Each_diffusion_step_shows_what_the_tokens_in_progress_are_expected_to_become()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        Tensor images = Tiny.Normal(4, 1, 2, 3, 8, 8);
        GenerationOptions options = _options with { Split = ArSplitPolicy.Given([3, 5]), DiffusionSteps = 4, Sampler = SamplerMethod.DpmSolver };
        var shown = new List<(int Step, Tensor Images, long Finished)>();
        Tensor edited = new ImageEditor(model).Edit(
            images, EditMask.Left(TokenGrid.Square(4)), [new(0, 1), new(1, 2)], options,
            onDiffusionStep: part => shown.Add(
                (part.FinishedArSteps, part.Images.clone().DetachFromDisposeScope(), part.Finished.sum().item<long>())));
        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], shown.Select(part => part.Step));
        Assert.Equal([16, 16, 16, 16, 22, 22, 22, 22], shown.Select(part => part.Finished));
        double[] far = [.. shown.Select(part => (part.Images - edited).abs().sum().item<float>())];
        Assert.All(far[..7], distance => Assert.NotEqual(0, distance));
        Assert.Equal(0, far[7]); // the last step of DPM-Solver++ gives what the network expects
        Assert.All(shown, part =>
        {
            Assert.True(part.Images.slice(3, 4, 8, 1).eq(images.slice(3, 4, 8, 1)).all().item<bool>());
            part.Images.Dispose();
        });
    }

    [Fact]
    public void Canceled_and_repeated_edits_leave_no_tensor()
    {
        using CausalFusionModel model = Tiny.Model();
        var editor = new ImageEditor(model);
        using Tensor images = Tiny.Normal(6, 1, 1, 3, 8, 8);
        GenerationOptions options = _options with { ArSteps = 2, Sampler = SamplerMethod.DpmSolver };
        editor.Edit(images, EditMask.Center(TokenGrid.Square(4)), [new(0, 0)], options).Dispose();
        long before = LiveTensors.CountHeld();
        for (int i = 0; i < 20; i++)
        {
            editor.Edit(
                images, EditMask.Center(TokenGrid.Square(4)), [new(0, 0)], options, onArStep: part => part.Images.clone().Dispose(),
                onDiffusionStep: part => part.Images.clone().Dispose()).Dispose();
        }
        Assert.Equal(before, LiveTensors.Count);
        using var cancellation = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => editor.Edit(
            images, EditMask.Center(TokenGrid.Square(4)), [new(0, 0)], options,
            new Immediately<GenerationProgress>(p =>
            {
                Assert.InRange(p.FinishedSteps, 0, 5);
                if (p.FinishedSteps == 5)
                {
                    cancellation.Cancel();
                }
            }),
            cancellationToken: cancellation.Token));
        Assert.Equal(before, LiveTensors.Count);
    }

    [Fact]
    public void What_does_not_fit_the_network_is_refused()
    {
        using var scope = NewDisposeScope();
        using CausalFusionModel model = Tiny.Model();
        var editor = new ImageEditor(model);
        Tensor images = Tiny.Normal(7, 1, 1, 3, 8, 8);
        string Refused(Tensor given, EditMask mask, GenerationRequest[] requests, GenerationOptions? options = null) =>
            Assert.Throws<ArgumentException>(() => editor.Edit(given, mask, requests, options)).Message;

        Assert.Contains("(N, 3, 8, 8); found Float32 of (1, 3, 8, 4)",
            Refused(images.narrow(3, 0, 4), EditMask.Top(TokenGrid.Square(4)), [new(0, 0)]), StringComparison.Ordinal);
        Assert.Contains("found Byte", Refused(images.to(ScalarType.Byte), EditMask.Top(TokenGrid.Square(4)), [new(0, 0)]), StringComparison.Ordinal);
        Assert.Contains("a mask of 4×4 tokens; found 8×8", Refused(images, EditMask.Top(TokenGrid.Square(8)), [new(0, 0)]), StringComparison.Ordinal);
        Assert.Contains(
            "each of 1 images; found 2", Refused(images, EditMask.Top(TokenGrid.Square(4)), [new(0, 0), new(0, 1)]), StringComparison.Ordinal);
        Assert.Contains("class of request 0", Refused(images, EditMask.Top(TokenGrid.Square(4)), [new(7, 0)]), StringComparison.Ordinal);
        Assert.Contains("ArSteps must lie in 1…8", Refused(images, EditMask.Top(TokenGrid.Square(4)), [new(0, 0)], _options with { ArSteps = 9 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "8 tokens; found 16", Refused(images, EditMask.Top(TokenGrid.Square(4)), [new(0, 0)],
                _options with { Split = ArSplitPolicy.Given([16]) }), StringComparison.Ordinal);
    }

    private static GenerationOptions RandomOptions(RandomStream random, int tokens)
    {
        TokenOrder[] orders = [TokenOrder.Random, TokenOrder.Raster, TokenOrder.BlockRaster(2), TokenOrder.Dilated(2), TokenOrder.Given(
            [.. Enumerable.Range(0, 16).Reverse()])];
        string[] samplers = ["ddpm", "ddpm:small", "ddim", "ddim:0.5", "dpm++2m"];
        return _options with
        {
            ArSteps = 1 + random.Next(Math.Max(tokens, 1)),
            Order = orders[random.Next(orders.Length)],
            Sampler = SamplerMethod.Parse(samplers[random.Next(samplers.Length)]),
            GuidanceScale = 1 + random.Next(2),
        };
    }
}
