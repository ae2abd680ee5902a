using CausalFusion.Autoencoders;
using CausalFusion.Data;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Families.Transfusion;
using CausalFusion.Files;
using CausalFusion.Images;
using CausalFusion.Latents;
using CausalFusion.Models;
using CausalFusion.Text;
using Microsoft.ML;
using TorchSharp;
using static TorchSharp.torch;

namespace CausalFusion.Fuzz.Seeds;

/// <summary>Files of small networks, and what is made with them.</summary>
internal static class ModelSeeds
{
    public const string LatentsName = "latents-00000-of-00001.safetensors";

    private static readonly CausalFusionConfig _causalFusion = new()
    {
        ImageSize = 4, Channels = 1, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 3, ClassTokens = 1,
    };

    private static readonly DitConfig _dit = new() { ImageSize = 4, Channels = 1, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 3 };

    /// <summary>What the weights do not show.</summary>
    public static ImageModelConfig? Like(string kind) => kind == _dit.Kind ? _dit : kind == _causalFusion.Kind ? _causalFusion : null;

    /// <summary>Weights without a configuration.</summary>
    public static IReadOnlyList<byte[]> Bare()
    {
        using var causalFusion = new CausalFusionModel(_causalFusion);
        using var dit = new DitModel(_dit);
        return
        [
            Safetensors(State(causalFusion)), Safetensors(State(dit)), Safetensors(AsDiffusers(dit)),
            TensorSeeds.Written(stream => PyTorchWriter.Save(stream, State(dit).Select(item => ("model.module." + item.Name, item.Tensor)))),
        ];
    }

    /// <summary>Model bundles.</summary>
    public static IReadOnlyList<byte[]> Bundles()
    {
        using var causalFusion = new CausalFusionModel(_causalFusion) { Info = new ModelInfo { ClassNames = ["ant", "größer", "a, b"] } };
        using var dit = new DitModel(_dit);
        Vocabulary vocabulary = VocabularyTrainer.Train(["a cat"], new VocabularyTrainingOptions { Size = 260, MinCount = 1 });
        var text = new TextShape { Vocabulary = vocabulary.Size, MaxTokens = 2 };
        var info = new ModelInfo { Vocabulary = vocabulary };
        using var reading = new CausalFusionModel(_causalFusion with { Classes = 0, Text = text }) { Info = info };
        TransfusionConfig shape =
            new() { ImageSize = 4, Channels = 1, PatchSize = 2, Width = 8, Layers = 1, Heads = 2, Classes = 0, Text = text };
        using var transfusion = new TransfusionModel(shape) { Info = info };
        return
        [
            TensorSeeds.Written(causalFusion.Save), TensorSeeds.Written(dit.Save), TensorSeeds.Written(reading.Save),
            TensorSeeds.Written(transfusion.Save),
        ];
    }

    /// <summary>The weights of a file, of which some have other shapes, in a sound file.</summary>
    public static byte[] WithOtherShapes(byte[] file, Random random)
    {
        using DisposeScope scope = NewDisposeScope();
        using TensorReader reader = file[0] == (byte)'P'
            ? new PyTorchReader(new MemoryStream(file), "seed")
            : new SafetensorsReader(new MemoryStream(file), "seed");
        int changes = random.Next(1, 4);
        var changed = Enumerable.Range(0, changes).Select(_ => random.Next(reader.Entries.Count)).ToHashSet();
        (string, Tensor)[] tensors = [.. reader.Entries.Values.Index()
            .Where(item => !changed.Contains(item.Index) || random.Next(8) > 0) // some are missing
            .Select(item =>
                (item.Item.Name, zeros(changed.Contains(item.Index) ? OtherShape([.. item.Item.Shape], random) : [.. item.Item.Shape])))];
        return TensorSeeds.Written(stream =>
        {
            if (random.Next(2) == 0)
            {
                SafetensorsWriter.Save(stream, tensors);
            }
            else
            {
                PyTorchWriter.Save(stream, tensors);
            }
        });
    }

    /// <summary>The file of a folder of cached latents.</summary>
    public static byte[] Latents()
    {
        string folder = Directory.CreateTempSubdirectory("causalfusion-fuzz-").FullName;
        try
        {
            using var images = new ImageDatasetBuilder(new ImageShape(2, 2, 1));
            for (int i = 0; i < 4; i++)
            {
                images.Add([(byte)i, 1, 2, 3], i % 2);
            }
            using IImageDataset dataset = images.Build();
            LatentCache.Encode(dataset, new PixelAutoencoder(1), folder);
            return File.ReadAllBytes(Path.Combine(folder, LatentsName));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A pipeline that generates images.</summary>
    public static byte[] Pipeline(MLContext context)
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllBytes(path, Bundles()[0]);
            IDataView data = context.Data.LoadFromEnumerable([new Request { Label = "ant" }]);
            ITransformer model = context.Transforms.GenerateImages("Image", nameof(Request.Label), path).Fit(data);
            using var stream = new MemoryStream();
            context.Model.Save(model, data.Schema, stream);
            (model as IDisposable)?.Dispose();
            return stream.ToArray();
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static byte[] Safetensors(IEnumerable<(string Name, Tensor Tensor)> tensors) =>
        TensorSeeds.Written(stream => SafetensorsWriter.Save(stream, tensors));

    private static IEnumerable<(string Name, Tensor Tensor)> State(nn.Module model) => model.state_dict().Select(item => (item.Key, item.Value));

    private static IEnumerable<(string Name, Tensor Tensor)> AsDiffusers(DitModel model)
    {
        foreach ((string name, Tensor tensor) in State(model))
        {
            switch (name.Split('.'))
            {
                case ["pos_embed"]: break;
                case ["x_embedder", "proj", var last]: yield return ($"pos_embed.proj.{last}", tensor); break;
                case ["t_embedder", "mlp", var layer, var last]:
                    yield return ($"transformer_blocks.0.norm1.emb.timestep_embedder.linear_{(layer == "0" ? 1 : 2)}.{last}", tensor);
                    break;
                case ["y_embedder", .. var rest]:
                    yield return ($"transformer_blocks.0.norm1.emb.class_embedder.{string.Join('.', rest)}", tensor);
                    break;
                case ["blocks", var block, "attn", "qkv", var last]:
                    foreach ((string which, Tensor part) in new[] { "to_q", "to_k", "to_v" }.Zip(tensor.chunk(3, 0)))
                    {
                        yield return ($"transformer_blocks.{block}.attn1.{which}.{last}", part);
                    }
                    break;
                case ["blocks", var block, "attn", "proj", var last]:
                    yield return ($"transformer_blocks.{block}.attn1.to_out.0.{last}", tensor);
                    break;
                case ["blocks", var block, "mlp", "fc1", var last]: yield return ($"transformer_blocks.{block}.ff.net.0.proj.{last}", tensor); break;
                case ["blocks", var block, "mlp", "fc2", var last]: yield return ($"transformer_blocks.{block}.ff.net.2.{last}", tensor); break;
                case ["blocks", var block, "adaLN_modulation", _, var last]:
                    yield return ($"transformer_blocks.{block}.norm1.linear.{last}", tensor);
                    break;
                case ["final_layer", "adaLN_modulation", _, var last]: yield return ($"proj_out_1.{last}", tensor); break;
                case ["final_layer", "linear", var last]: yield return ($"proj_out_2.{last}", tensor); break;
            }
        }
    }

    private static long[] OtherShape(long[] shape, Random random)
    {
        const int MostElements = 20_000;
        long[] changed = random.Next(7) switch
        {
            0 => [.. shape.Reverse()],
            1 => [1, .. shape],
            2 => [.. shape, 1],
            3 => [shape.Aggregate(1L, (product, size) => product * size)],
            4 => [.. shape.Skip(1)],
            5 => [.. shape.Select(size => random.Next(2) == 0 ? size : random.Next(0, 40))],
            _ => [.. shape.Select(size => random.Next(2) == 0 ? size : size + random.Next(-1, 2))],
        };
        return changed.All(size => size >= 0) && changed.Aggregate(1L, (product, size) => product * size) <= MostElements ? changed : shape;
    }

    private sealed class Request
    {
        public string Label { get; set; } = "";
    }
}
