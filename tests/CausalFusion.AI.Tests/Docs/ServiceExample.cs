using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace CausalFusion.AI.Tests.Docs;

/// <summary>The example of docs/components.md for a service of images, with the network that the repository carries.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ServiceExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public ServiceExample()
    {
        Environment.CurrentDirectory = _folder.Path;
        File.Copy(Path.Combine(Repository.Root, "src", "CausalFusion.Pretrained", "networks", "fashion-mnist.safetensors"), "garments.safetensors");
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public async Task A_service_of_images()
    {
        var services = new ServiceCollection();

        #region docs service
        services.AddCausalFusionImageGenerator("garments.safetensors", o => o.Generation = new() { DiffusionSteps = 20, GuidanceScale = 2 });
        using ServiceProvider provider = services.BuildServiceProvider();
        var generator = provider.GetRequiredService<IImageGenerator>();
        ImageGenerationResponse response = await generator.GenerateImagesAsync("Sneaker", new() { Count = 2 });
        #endregion

        Assert.Equal([(28, 28), (28, 28)], response.Contents.Cast<DataContent>().Select(content => PngSize.Of(content.Data.Span)));
    }
}
