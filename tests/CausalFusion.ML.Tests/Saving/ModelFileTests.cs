using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CausalFusion.ML.Tests.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace CausalFusion.ML.Tests.Saving;

public class ModelFileTests(Trained trained) : IClassFixture<Trained>
{
    [Fact]
    public void A_saved_pipeline_draws_the_same_images_when_it_is_loaded()
    {
        List<string> expected = TestPictures.Hashes(trained.Model.Transform(trained.Requests(5)));

        using var loaded = (IDisposable)Load(Saved());

        Assert.Equal(expected, TestPictures.Hashes(((ITransformer)loaded).Transform(trained.Requests(5))));
    }

    [Fact]
    public void The_weights_and_settings_are_inside_the_zip()
    {
        using var zip = new ZipArchive(new MemoryStream(Saved()));
        Assert.Contains(zip.Entries, entry => entry.Name == "Weights.safetensors" && entry.Length > 4 * trained.Generator.Config.ParameterCount);

        using var loaded = (IDisposable)Load(Saved());
        ImageGenerationTransformer generator = ((IEnumerable<ITransformer>)loaded).OfType<ImageGenerationTransformer>().Single();
        Assert.Equal(trained.Generator.Config, generator.Config);
        Assert.Equal(trained.Generator.Generation, generator.Generation);
        Assert.Equal(TestPictures.Labels, generator.ClassNames);
        Assert.Equal("GeneratedImage", generator.OutputColumnName);
    }

    [Fact]
    public void A_saved_featurizer_gives_the_same_features_when_it_is_loaded()
    {
        ImageFeaturizationTransformer featurizer =
            trained.Context.Transforms.FeaturizeImages("Features", "Image", trained.Model, new() { Layer = 1 }).Fit(trained.Train);
        using var stream = new MemoryStream();
        trained.Context.Model.Save(featurizer, trained.Train.Schema, stream);

        using var loaded = (IDisposable)Load(stream.ToArray());

        Assert.Equal(
            featurizer.Transform(trained.Train).GetColumn<float[]>("Features"),
            ((ITransformer)loaded).Transform(trained.Train).GetColumn<float[]>("Features"));
    }

    [Fact]
    public void A_context_that_was_told_nothing_loads_a_component_alone_and_in_a_chain()
    {
        using var alone = new MemoryStream();
        trained.Context.Model.Save(trained.Generator, trained.Keys.Transform(trained.Train).Schema, alone);

        using var generator = (IDisposable)new MLContext().Model.Load(new MemoryStream(alone.ToArray()), out _);
        using var chain = (IDisposable)new MLContext().Model.Load(new MemoryStream(Saved()), out _);

        Assert.IsType<ImageGenerationTransformer>(generator);
        Assert.Contains((IEnumerable<ITransformer>)chain, transformer => transformer is ImageGenerationTransformer);
    }

    [Fact]
    public void A_damaged_component_is_an_InvalidDataException_wherever_it_stands()
    {
        byte[] settings = Changed("Model.key", key =>
        {
            key[BitConverter.ToInt32(key, 16)] ^= 0x55; // the body's first number: which text is the settings
            return key;
        });
        Assert.Contains("CausalFusionGenerator", Refused(settings).Message, StringComparison.Ordinal);
        ITransformer[] places = [trained.Generator, trained.Model, new TransformerChain<ITransformer>(trained.Keys, trained.Model)];
        Assert.All(places, model => Assert.Contains(
            "'Weights.safetensors of CausalFusionGenerator'",
            Refused(Changed("Weights.safetensors", bytes => bytes[..^8], Saved(model))).Message,
            StringComparison.Ordinal));

        static InvalidDataException Refused(byte[] file) =>
            Assert.Throws<InvalidDataException>(() => new MLContext().Model.Load(new MemoryStream(file), out _));
    }

    [Theory]
    [InlineData("\"random\"", "\"ran:om\"")]
    [InlineData("\"diffusion_steps\":", "\"diffusion_stepz\":")]
    [InlineData("\"Planar\"", "\"Pla\u0000ar\"")]
    public void Settings_that_are_damaged_are_an_InvalidDataException(string text, string damage)
    {
        byte[] file = Changed("Model.key", key => Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(key).Replace(Utf16(text), Utf16(damage))));

        InvalidDataException exception =
            Assert.Throws<InvalidDataException>(() => new MLContext().Model.Load(new MemoryStream(file), out _));

        Assert.Contains("The settings of the component CausalFusionGenerator", exception.Message, StringComparison.Ordinal);

        static string Utf16(string characters) => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(characters));
    }

    [Fact]
    public void A_file_whose_version_is_damaged_is_an_InvalidDataException()
    {
        MLContext ml = new MLContext().RegisterCausalFusion(); // the file is older than the name of the assembly in it
        string path = Path.Combine(AppContext.BaseDirectory, "Golden", "damaged-version.zip");
        Assert.Contains(
            "The component CausalFusionFeaturizer of the model file cannot be read",
            Assert.Throws<InvalidDataException>(() => ml.Model.Load(path, out _)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Telling_a_context_twice_is_telling_it_once()
    {
        using var loaded = (IDisposable)new MLContext().RegisterCausalFusion().RegisterCausalFusion().Model.Load(new MemoryStream(Saved()), out _);
        Assert.NotNull(loaded);
    }

    [Fact]
    public void Using_a_catalog_tells_the_context()
    {
        var ml = new MLContext();
        _ = ml.ImageGeneration;
        using var loaded = (IDisposable)ml.Model.Load(new MemoryStream(Saved()), out _);
        Assert.NotNull(loaded);
    }

    [Fact]
    public void A_model_of_a_newer_version_is_refused_by_name()
    {
        byte[] newer = Changed("Model.key", key =>
        {
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(0x48), 0x00020000); // written by
            BinaryPrimitives.WriteUInt32LittleEndian(key.AsSpan(0x4C), 0x00020000); // readable by
            return key;
        });

        Exception exception = Assert.ThrowsAny<Exception>(() => Load(newer));

        Assert.Contains(
            "The component CausalFusionGenerator of the model file cannot be read by this version", Messages(exception), StringComparison.Ordinal);
    }

    [Fact]
    public void A_change_to_a_single_bit_of_the_weights_is_found()
    {
        byte[] damaged = Changed("Weights.safetensors", weights =>
        {
            weights[^5] ^= 0x10;
            return weights;
        });

        Exception exception = Assert.ThrowsAny<Exception>(() => Load(damaged));

        Assert.Contains("'Weights.safetensors of CausalFusionGenerator'", Messages(exception), StringComparison.Ordinal);
        Assert.Contains("the model file is damaged", Messages(exception), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_cut_short_are_found()
    {
        byte[] damaged = Changed("Weights.safetensors", weights => weights[..(weights.Length / 2)]);
        Assert.Contains("the model file is damaged", Messages(Assert.ThrowsAny<Exception>(() => Load(damaged))), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_missing_are_named()
    {
        byte[] damaged = Changed("Weights.safetensors", _ => null);
        Assert.Contains("no entry Weights.safetensors: its weights are missing", Messages(Assert.ThrowsAny<Exception>(() => Load(damaged))),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_zip_cut_short_anywhere_is_refused_and_leaves_no_tensor_behind()
    {
        byte[] saved = Saved();
        for (int i = 0; i < 8; i++)
        {
            int length = saved.Length * i / 8;
            Assert.ThrowsAny<Exception>(() => Load(saved[..length]));
        }
    }

    [Fact]
    public void A_network_saved_alone_draws_and_gives_features_as_the_pipeline_does()
    {
        using var folder = new TemporaryFolder();
        string path = folder["network.safetensors"];
        trained.Generator.SaveModelFile(path);
        IDataView keyed = trained.Keys.Transform(trained.Requests(4));
        var options = new ImageGenerationOptions { Generation = trained.Generator.Generation };

        using ImageGenerationTransformer generator = trained.Context.Transforms.GenerateImages("Drawn", "Label", path, options).Fit(keyed);
        using ImageFeaturizationTransformer fromFile = trained.Context.Transforms.FeaturizeImages("F", "Image", path).Fit(trained.Train);
        using ImageFeaturizationTransformer fromModel = trained.Context.Transforms.FeaturizeImages("F", "Image", trained.Model).Fit(trained.Train);

        Assert.Equal(TestPictures.Hashes(trained.Model.Transform(trained.Requests(4))), TestPictures.Hashes(generator.Transform(keyed), "Drawn"));
        Assert.Equal(fromModel.Transform(trained.Train).GetColumn<float[]>("F"), fromFile.Transform(trained.Train).GetColumn<float[]>("F"));
    }

    [Fact]
    public void A_network_file_that_is_absent_or_damaged_is_named_when_the_estimator_is_made()
    {
        using var folder = new TemporaryFolder();
        Assert.Throws<FileNotFoundException>(() => trained.Context.Transforms.GenerateImages("Drawn", "Label", folder["none"]));
        File.WriteAllText(folder["bad"], "no model");
        InvalidDataException exception =
            Assert.Throws<InvalidDataException>(() => trained.Context.Transforms.FeaturizeImages("F", "Image", folder["bad"]));
        Assert.Contains(folder["bad"], exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_while_saving_is_an_IOException_and_an_older_network_file_is_intact()
    {
        using var full = new FullDiskStream(Stream.Null, room: 2000);
        Assert.Contains(
            "No space left", Messages(
                Assert.ThrowsAny<Exception>(() => trained.Context.Model.Save(trained.Model, trained.Train.Schema, full))), StringComparison.Ordinal);
        Assert.Equal(3, TestPictures.Hashes(trained.Model.Transform(trained.Requests(3))).Count);
    }

    private static string Messages(Exception exception)
    {
        var messages = new List<string>();
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            messages.Add(inner.Message);
        }
        return string.Join('\n', messages);
    }

    private static ITransformer Load(byte[] file) => new MLContext().Model.Load(new MemoryStream(file), out _);

    private byte[] Saved(ITransformer? model = null)
    {
        using var stream = new MemoryStream();
        trained.Context.Model.Save(model ?? trained.Model, trained.Train.Schema, stream);
        return stream.ToArray();
    }

    /// <summary>The saved file with an entry of the generator's folder changed, or removed.</summary>
    private byte[] Changed(string name, Func<byte[], byte[]?> change, byte[]? saved = null)
    {
        using var target = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(saved ?? Saved())))
        using (var to = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            string folder = from.Entries.First(entry => entry.Name == "Weights.safetensors").FullName[..^"Weights.safetensors".Length];
            foreach (ZipArchiveEntry entry in from.Entries)
            {
                using var content = new MemoryStream();
                using (Stream stream = entry.Open())
                {
                    stream.CopyTo(content);
                }
                bool isTarget = entry.FullName == folder + name;
                if ((isTarget ? change(content.ToArray()) : content.ToArray()) is { } bytes)
                {
                    using Stream written = to.CreateEntry(entry.FullName).Open();
                    written.Write(bytes);
                }
            }
        }
        return target.ToArray();
    }
}
