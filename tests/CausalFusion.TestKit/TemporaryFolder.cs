namespace CausalFusion.TestKit;

/// <summary>A folder of a test's own, gone when the test is over.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("causalfusion-test-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public IEnumerable<string?> FileNames => Directory.EnumerateFiles(Path).Select(System.IO.Path.GetFileName).Order();

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
