using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.ML.Images;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Docs;

/// <summary>Those examples of docs/ that need ML.NET, run in an empty folder on tiny networks.</summary>
[Collection(nameof(RunsAlone))]
public sealed class MlExamples : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public MlExamples() => Environment.CurrentDirectory = _folder.Path;

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void Training_on_latents()
    {
        foreach (string name in new[] { "cats", "dogs" })
        {
            Directory.CreateDirectory(Path.Combine("photos", name));
            using MLImage photo = Pictures.Image(name.Length, 64, isGrey: false);
            photo.Save(Path.Combine("photos", name, "1.png"));
        }
        var config = new KlAutoencoderConfig { LatentChannels = 4, LatentScale = 0.18215, ChannelMultipliers = [1, 2, 2], BaseChannels = 4, NormGroups = 2 };
        using (var made = new KlAutoencoder(config))
        {
            made.Save("vae.safetensors");
        }

        #region docs latents
        using KlAutoencoder autoencoder = KlAutoencoder.Load("vae.safetensors");
        using var photos = new ImageFolderDataset("photos", size: 64, channels: 3, new MLImageDecoder());
        LatentCache.Encode(photos, autoencoder, "latents");
        using LatentDataset latents = LatentDataset.Open("latents");
        #endregion

        Assert.Equal(2, latents.Count);
        Assert.Equal(["cats", "dogs"], latents.ClassNames);
        Assert.Equal(new ImageShape(16, 16, 4), latents.Shape);
    }
}
