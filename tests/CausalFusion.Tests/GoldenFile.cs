using CausalFusion.Checkpoints;
using CausalFusion.Families.CausalFusion;
using CausalFusion.Families.Dit;
using CausalFusion.Families.Transfusion;
using CausalFusion.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace CausalFusion.Tests;

/// <summary>A file of expected values; tests/reference/README.md says what is what.</summary>
internal sealed class GoldenFile(string path) : IDisposable
{
    private readonly SafetensorsReader _reader = new(path);

    /// <summary>Opens a file that our own reference made.</summary>
    public static GoldenFile Ours(string name) => new(Path.Combine(Repository.Golden, name + ".safetensors"));

    /// <summary>Opens a file that the papers' published code made.</summary>
    public static GoldenFile Published(string name) => new(Path.Combine(Repository.PublishedGolden, name + ".safetensors"));

    public IReadOnlyDictionary<string, string> Metadata => _reader.Metadata;

    public Tensor this[string name] => _reader.Read(name);

    public int[] Integers(string name)
    {
        using Tensor values = _reader.Read(name);
        return [.. values.to(ScalarType.Int64).data<long>().Select(v => checked((int)v))];
    }

    public bool[] Booleans(string name)
    {
        using Tensor values = _reader.Read(name);
        return [.. values.to(ScalarType.Bool).data<bool>()];
    }

    public double Number(string name)
    {
        using Tensor value = _reader.Read(name);
        return value.to(ScalarType.Float64).item<double>();
    }

    public bool Contains(string name) => _reader.Entries.ContainsKey(name);

    /// <summary>A network with this file's tensors as its weights.</summary>
    public CausalFusionModel Model(CausalFusionConfig config, string prefix = "") => Fill(new CausalFusionModel(config), prefix);

    /// <summary>A network with this file's tensors as its weights.</summary>
    public DitModel Model(DitConfig config, string prefix = "") => Fill(new DitModel(config), prefix);

    /// <summary>A network with this file's tensors as its weights.</summary>
    public TransfusionModel Model(TransfusionConfig config) => Fill(new TransfusionModel(config), "");

    /// <summary>Texts as token ids.</summary>
    public int[][] Texts(string name)
    {
        int[] all = Integers(name), lengths = Integers(name + "_lengths");
        int start = 0;
        return [.. lengths.Select(length => all[start..(start += length)])];
    }

    private T Fill<T>(T model, string prefix) where T : nn.Module
    {
        StateDict.Load(model, _reader, prefix);
        return model;
    }

    /// <summary>Asserts that a network's gradients are those of this file.</summary>
    public void AssertGradients(nn.Module model, string prefix = "grad.")
    {
        foreach ((string name, Parameter parameter) in model.named_parameters())
        {
            if (!parameter.requires_grad)
            {
                continue;
            }
            // The gradient of a key norm's bias is zero but for rounding: a term common to all of a query's scores leaves its softmax alone.
            double? scale = name.EndsWith("k_norm.bias", StringComparison.Ordinal)
                ? Approximately.Largest(this[prefix + name.Replace("k_norm", "q_norm", StringComparison.Ordinal)])
                : null;
            Approximately.Equal(this[prefix + name], parameter.grad!, 1e-5, "gradient of " + name, scale);
        }
    }

    public void Dispose() => _reader.Dispose();
}
