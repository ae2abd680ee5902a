using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests.NN;

/// <summary>What PyTorch made of the same calls: a file that tests/reference/torchsharp_nn_golden.py wrote.</summary>
internal sealed class GoldenFile
{
    private readonly JsonElement _root;

    public GoldenFile(string name)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "CausalFusion.ML.sln"))) folder = folder.Parent;
        Assert.NotNull(folder);
        var path = Path.Combine(folder.FullName, "tests", "TorchSharp.Tests", "NN", "Golden", name + ".json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        _root = document.RootElement.Clone();
    }

    public IEnumerable<string> Names => _root.EnumerateObject().Select(property => property.Name);

    public JsonElement this[string name] => _root.GetProperty(name);

    /// <summary>A tensor of float32, or of int64 where the file has whole numbers only and integers are asked for.</summary>
    public static Tensor Tensor(JsonElement element, bool integers = false)
    {
        var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var values = element.GetProperty("values").EnumerateArray();
        if (values.Any(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False))
            return tensor(values.Select(value => value.GetBoolean()).ToArray(), shape);
        return integers
            ? tensor(values.Select(value => value.GetInt64()).ToArray(), shape)
            : tensor(values.Select(value => (float)value.GetDouble()).ToArray(), shape);
    }

    /// <summary>Fails unless the tensor has the element's shape and, relative to the largest value, its values.</summary>
    public static void AssertEqual(JsonElement expected, Tensor actual, string what, double tolerance = 1e-6)
    {
        Assert.True(actual is not null, $"{what}: there is none");
        var shape = expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        Assert.True(shape.SequenceEqual(actual!.shape), $"{what}: shape [{string.Join(", ", actual.shape)}], expected [{string.Join(", ", shape)}]");
        var wanted = expected.GetProperty("values").EnumerateArray().Select(Number).ToArray();
        using var converted = actual.detach().to(ScalarType.Float64).contiguous();
        var found = converted.data<double>().ToArray();
        var scale = Math.Max(1e-3, wanted.Select(Math.Abs).DefaultIfEmpty().Max());
        for (var i = 0; i < wanted.Length; i++)
            Assert.True(Math.Abs(wanted[i] - found[i]) <= tolerance * scale,
                string.Create(CultureInfo.InvariantCulture, $"{what}: value {i} is {found[i]:g9}, expected {wanted[i]:g9}"));
    }

    private static double Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => value.GetDouble(),
    };
}
