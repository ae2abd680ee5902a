using System.Text.Json;

namespace CausalFusion.Samples.Demo;

/// <summary>A demo's figures as a file.</summary>
internal static class SummaryFile
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    public static void Save<T>(string path, T summary) => File.WriteAllText(path, JsonSerializer.Serialize(summary, _indented));
}
