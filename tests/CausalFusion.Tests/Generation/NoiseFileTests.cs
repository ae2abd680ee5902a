using CausalFusion.Diffusion;
using CausalFusion.Factorization;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Files;
using CausalFusion.Generation;
using static TorchSharp.torch;

namespace CausalFusion.Tests.Generation;

public sealed class NoiseFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CausalFusionModel _model = Tiny.Model();

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void The_reference_s_noise_gives_the_reference_s_images_whatever_the_batch()
    {
        using var scope = NewDisposeScope();
        using GoldenFile golden = GoldenFile.Ours("cached_inference"), weights = GoldenFile.Ours("model");
        using CausalFusionModel model = weights.Model(Tiny.Config);
        using NoiseFile noise = NoiseFile.Open(Path.Combine(Repository.Golden, "cached_inference.safetensors"));
        GenerationRequest[] requests = [.. golden.Integers("y").Select(label => new GenerationRequest(label, 0))];
        Assert.Equal(requests.Length, noise.Images);
        foreach (int batchSize in new[] { 64, 1 })
        {
            var options = new GenerationOptions
            {
                Split = ArSplitPolicy.Given(golden.Integers("s2.split_sizes")),
                DiffusionSteps = 25,
                BatchSize = batchSize,
            };
            Approximately.Equal(
                golden["s2.g1.image"], new ImageGenerator(model).Generate(requests, options, null, null, noise), 1e-5, $"batches of {batchSize}");
        }
    }

    [Fact]
    public void Noise_that_is_never_added_may_be_left_out()
    {
        using var scope = NewDisposeScope();
        using NoiseFile noise = Saved(null);
        var options = new GenerationOptions { DiffusionSteps = 4, Sampler = SamplerMethod.Ddim() };
        Assert.Equal([1, 3, 8, 8], Generate(noise, options).shape);
        Assert.Contains("no tensor 'noise', which the sampler ddpm needs", Refused(noise, options with { Sampler = SamplerMethod.Ddpm }),
            StringComparison.Ordinal);
        Assert.Equal([1, 3, 8, 8], Generate(noise, options with { Sampler = SamplerMethod.Ddpm, Temperature = 0 }).shape);
    }

    [Fact]
    public void Noise_of_another_shape_than_is_needed_is_refused()
    {
        using var scope = NewDisposeScope();
        var options = new GenerationOptions { DiffusionSteps = 4 };
        using (NoiseFile noise = Saved())
        {
            Assert.Contains("expected 'noise' of 5 diffusion steps; found Float32 of shape (4, 2, 16, 12)",
                Refused(noise, options with { DiffusionSteps = 5 }), StringComparison.Ordinal);
            Assert.Contains("'initial' of (at least 3, 16, 12)", Refused(noise, options, 3), StringComparison.Ordinal);
            InvalidDataException refused = Assert.Throws<InvalidDataException>(
                () => new ImageEditor(_model).Edit(zeros(1, 3, 8, 8), EditMask.Top(TokenGrid.Square(4)), [new(0, 0)], options, noise: noise));
            Assert.Contains("'initial' of (at least 1, 8, 12)", refused.Message, StringComparison.Ordinal);
        }
        using (NoiseFile noise = Saved(Tiny.Normal(1, 2, 4, 2, 16, 12), zeros([2, 16], ScalarType.Int64)))
        {
            Assert.Contains(
                "row 0 of 'ids_shuffle' to have each of the 16 tokens to generate once", Refused(noise, options), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_file_that_is_no_noise_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        Assert.Contains("no tensor 'initial'; it has", Assert.Throws<InvalidDataException>(
            () => NoiseFile.Open(Path.Combine(Repository.Golden, "orders.safetensors"))).Message, StringComparison.Ordinal);
        Assert.Contains("'ids_shuffle' of 2 dimensions of int64; found Float32", Assert.Throws<InvalidDataException>(
            () => Saved(null, zeros(2, 16))).Message, StringComparison.Ordinal);
        Assert.Contains("'ids_shuffle' of (2, 16), as initial has", Assert.Throws<InvalidDataException>(
            () => Saved(null, zeros([2, 15], ScalarType.Int64))).Message, StringComparison.Ordinal);
        Assert.Contains("'noise' of (T, 2, 16, 12), as initial has", Assert.Throws<InvalidDataException>(
            () => Saved(zeros(4, 2, 16, 11))).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => NoiseFile.Open(_folder["none"]));
    }

    private NoiseFile Saved() =>
        Saved(Tiny.Normal(1, 2, 4, 2, 16, 12));

    private NoiseFile Saved(Tensor? steps, Tensor? order = null)
    {
        order ??= arange(16, dtype: ScalarType.Int64).unsqueeze(0).repeat(2, 1);
        List<(string, Tensor)> tensors = [("initial", Tiny.Normal(1, 1, 2, 16, 12)), ("ids_shuffle", order)];
        if (steps is not null)
        {
            tensors.Add(("noise", steps));
        }
        SafetensorsWriter.Save(_folder["noise.safetensors"], tensors);
        return NoiseFile.Open(_folder["noise.safetensors"]);
    }

    private Tensor Generate(NoiseFile noise, GenerationOptions options, int images = 1) =>
        new ImageGenerator(_model).Generate([.. Enumerable.Range(0, images).Select(i => new GenerationRequest(i, 0))], options, null, null, noise);

    private string Refused(NoiseFile noise, GenerationOptions options, int images = 1) =>
        Assert.Throws<InvalidDataException>(() => Generate(noise, options, images)).Message;
}
