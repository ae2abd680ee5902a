using System.Text.Encodings.Web;
using System.Text.Json;
using CausalFusion.Files;

namespace CausalFusion.Benchmarks;

/// <summary>The results of the comparison, on the console and in files.</summary>
internal static class ResultTable
{
    private static readonly JsonSerializerOptions _json =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Prints the table, and below it what was run.</summary>
    public static void Print(IReadOnlyList<RowResult> results)
    {
        Console.WriteLine();
        Console.WriteLine($"{"",-32}{"unit",-17}{"ours",10}{"best",10}{"reference",11}{"best",10}{"ratio",8}{"min … max",16}{"to reach",10}");
        foreach (RowResult row in results)
        {
            Console.WriteLine(
                $"{row.Name,-32}{row.Unit,-17}{row.Ours,10:g4}{row.OursBest,10:g4}{row.Reference,11:g4}{row.ReferenceBest,10:g4}{row.Ratio,8:f2}"
                + $"{$"{row.RatioMin:f2} … {row.RatioMax:f2}",16}{row.Target,10:f2}{(row.Ratio >= row.Target ? "  reached" : "")}");
        }
        Console.WriteLine();
        Console.WriteLine("Medians; a ratio is the median of those of neighboring repeats, above 1 where ours is ahead.");
        foreach (RowResult row in results)
        {
            Console.WriteLine($"{row.Name}: {row.Work}.");
        }
    }

    /// <summary>Writes the rows into a file, and what they depend on into <c>environment.json</c> beside it.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="results">The rows.</param>
    /// <param name="environment">What they depend on.</param>
    public static void Save(string path, IReadOnlyList<RowResult> results, BenchmarkEnvironment environment)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Write(path, results);
        Write(Path.Combine(folder, "environment.json"), environment);
        Console.WriteLine($"Written to {path}");
    }

    /// <summary>Writes a value as JSON.</summary>
    /// <param name="path">The file; its folder is made.</param>
    /// <param name="value">The value.</param>
    public static void Write<T>(string path, T value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        AtomicFile.Write(path, stream => JsonSerializer.Serialize(stream, value, _json));
    }
}
