#region docs drawing usings
using Microsoft.ML;
using Microsoft.ML.Data;
#endregion

namespace CausalFusion.ML.Tests.Docs;

/// <summary>The first program of docs/getting-started.md, samples/hello.cs, which draws with the network that the repository carries.</summary>
[Collection(nameof(RunsAlone))]
public sealed class GettingStartedExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public GettingStartedExample() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void A_new_program_draws_with_the_network_that_is_there()
    {
        File.Copy(Path.Combine(Repository.Root, "samples", "models", "fashion-mnist.safetensors"), "fashion-mnist.safetensors");

        #region docs drawing
        var ml = new MLContext();
        Request[] rows = [new("Sneaker", 1), new("Dress", 2), new("Bag", 3), new("Coat", 4)];
        IDataView requests = ml.Data.LoadFromEnumerable(rows);
        using var model = ml.Transforms
            .GenerateImages("Image", "Label", "fashion-mnist.safetensors", new() { Generation = new() { DiffusionSteps = 50, GuidanceScale = 3 } })
            .Fit(requests);
        foreach ((Request row, MLImage image) in rows.Zip(model.Transform(requests).GetColumn<MLImage>("Image")))
            image.Save($"{row.Label}.png");
        #endregion

        Assert.Equal(["Bag.png", "Coat.png", "Dress.png", "Sneaker.png", "fashion-mnist.safetensors"], _folder.FileNames);
        using MLImage coat = MLImage.CreateFromFile("Coat.png");
        Assert.Equal((28, 28), (coat.Width, coat.Height));
    }

    #region docs drawing rows
    internal sealed record Request(string Label, ulong Seed);
    #endregion
}
