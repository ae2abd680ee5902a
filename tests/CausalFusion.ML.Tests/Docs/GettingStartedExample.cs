#region docs drawing usings
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
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
        IDataView requests = ml.Data.LoadFromEnumerable([new Request { Label = "Sneaker", Seed = 1 }, new Request { Label = "Coat", Seed = 2 }]);
        using var model = ml.Transforms
            .GenerateImages("Image", "Label", "fashion-mnist.safetensors", new() { Generation = new() { DiffusionSteps = 50, GuidanceScale = 3 } })
            .Fit(requests);
        foreach (Drawn row in ml.Data.CreateEnumerable<Drawn>(model.Transform(requests), reuseRowObject: false))
            row.Image.Save($"{row.Label}.png");
        #endregion

        Assert.Equal(["Coat.png", "Sneaker.png", "fashion-mnist.safetensors"], _folder.FileNames);
        using MLImage coat = MLImage.CreateFromFile("Coat.png");
        Assert.Equal((28, 28), (coat.Width, coat.Height));
    }

    #region docs drawing rows
    internal sealed class Request
    {
        public string Label { get; set; } = "";

        public ulong Seed { get; set; }
    }

    internal sealed class Drawn
    {
        public string Label { get; set; } = "";

        [ImageType(28, 28)]
        public MLImage Image { get; set; } = null!;
    }
    #endregion
}
