using System.Text.Json;
using static TorchSharp.torch;

namespace TorchSharp.Tests;

/// <summary>The tensors of tests/TorchSharp.Tests/Golden/operators.safetensors, which tests/reference/torchsharp_golden.py made.</summary>
internal static class GoldenFile
{
    private static readonly Lazy<Dictionary<string, Tensor>> _tensors = new(Read);

    public static IReadOnlyDictionary<string, Tensor> Tensors => _tensors.Value;

    private static Dictionary<string, Tensor> Read()
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", "operators.safetensors");
        var file = File.ReadAllBytes(path);
        var length = (int)BitConverter.ToInt64(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, length));
        var found = new Dictionary<string, Tensor>();
        foreach (var entry in header.RootElement.EnumerateObject())
        {
            var type = entry.Value.GetProperty("dtype").GetString() switch
            {
                "F32" => ScalarType.Float32,
                "F64" => ScalarType.Float64,
                "I64" => ScalarType.Int64,
                "I32" => ScalarType.Int32,
                "BOOL" => ScalarType.Bool,
                var other => throw new InvalidDataException($"{path}: {entry.Name} is {other}."),
            };
            var shape = entry.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
            var offsets = entry.Value.GetProperty("data_offsets");
            var (first, next) = (offsets[0].GetInt32(), offsets[1].GetInt32());
            var tensor = empty(shape, type).DetachFromDisposeScope();
            tensor.bytes = file.AsSpan(8 + length + first, next - first);
            found.Add(entry.Name, tensor);
        }
        return found;
    }
}
