using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CausalFusion.Families.CausalFusion;
using Microsoft.ML;

namespace CausalFusion.ML.Tests.Docs;

/// <summary>Reads a model file by what docs/persistence.md says of it alone.</summary>
[Collection(nameof(RunsAlone))]
public sealed class PersistenceExample : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _oldFolder = Environment.CurrentDirectory;

    public PersistenceExample()
    {
        Environment.CurrentDirectory = _folder.Path;
        using var network = new CausalFusionModel(
            new CausalFusionConfig { ImageSize = 8, Channels = 1, PatchSize = 2, Width = 16, Layers = 1, Heads = 2, Classes = 3 });
        using (TorchSharp.torch.no_grad())
        {
            network.state_dict()["x_proj.bias"].fill_(0.25f);
        }
        network.Save("network.safetensors");
        var ml = new MLContext();
        IDataView rows = ml.Data.LoadFromEnumerable([new Row { Label = 1 }]);
        using var model = ml.Transforms.GenerateImages("Drawn", "Label", "network.safetensors", new() { SeedColumnName = "Number" }).Fit(rows);
        ml.Model.Save(model, rows.Schema, "pipeline.zip");
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _oldFolder;
        _folder.Dispose();
    }

    [Fact]
    public void Weights_are_read_without_the_library()
    {
        #region docs persistence
        using ZipArchive zip = ZipFile.OpenRead("pipeline.zip");
        using var weights = new BinaryReader(zip.Entries.Single(entry => entry.Name == "Weights.safetensors").Open());
        using JsonDocument header = JsonDocument.Parse(weights.ReadBytes((int)weights.ReadUInt64()));
        JsonElement tensor = header.RootElement.GetProperty("x_proj.bias");
        long[] offsets = tensor.GetProperty("data_offsets").Deserialize<long[]>()!;
        weights.ReadBytes((int)offsets[0]);
        float[] bias = MemoryMarshal.Cast<byte, float>(weights.ReadBytes((int)(offsets[1] - offsets[0]))).ToArray();
        #endregion

        Assert.Equal(Enumerable.Repeat(0.25f, 16), bias);
        JsonElement metadata = header.RootElement.GetProperty("__metadata__");
        Assert.Equal(("causalfusion", "1", "causalfusion"), (Text(metadata, "format"), Text(metadata, "format_version"), Text(metadata, "kind")));
        Assert.Equal(8, JsonDocument.Parse(Text(metadata, "config")).RootElement.GetProperty("image_size").GetInt32());
    }

    [Fact]
    public void Settings_and_hash_are_read_without_the_library()
    {
        using ZipArchive zip = ZipFile.OpenRead("pipeline.zip");
        byte[] key = Bytes(zip.GetEntry("TransformerChain/Model.key")!);
        byte[] weights = Bytes(zip.GetEntry("TransformerChain/Weights.safetensors")!);

        Assert.Equal("ML\0MODEL", Encoding.ASCII.GetString(key, 0, 8));
        Assert.Equal("CFIMGGEN", Encoding.ASCII.GetString(key, 64, 8));
        Assert.Equal(
            (0x00010000u, 0x00010000u), (
                BinaryPrimitives.ReadUInt32LittleEndian(key.AsSpan(72)), BinaryPrimitives.ReadUInt32LittleEndian(key.AsSpan(76))));
        Assert.Equal("CausalFusionGenerator", Encoding.ASCII.GetString(key, 80, 24).TrimEnd('\0'));

        byte[] characters = Part(key, 48);
        long[] ends = MemoryMarshal.Cast<byte, long>(Part(key, 32)).ToArray();
        int[] texts = MemoryMarshal.Cast<byte, int>(Part(key, 16)).ToArray();
        string[] read = [.. texts.Select(i => Encoding.Unicode.GetString(characters[(i == 0 ? 0 : (int)ends[i - 1])..(int)ends[i]]))];
        Assert.Equal(2, read.Length);
        Assert.Equal("Number", Text(JsonDocument.Parse(read[0]).RootElement, "seed_column"));
        Assert.Equal(Convert.ToHexString(SHA256.HashData(weights)), read[1]);
    }

    private static byte[] Part(byte[] key, int at)
    {
        long begin = BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(at)), length = BinaryPrimitives.ReadInt64LittleEndian(key.AsSpan(at + 8));
        return key[(int)begin..(int)(begin + length)];
    }

    private static byte[] Bytes(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private sealed class Row
    {
        public int Label { get; set; }
    }
}
