namespace CausalFusion.ML.Tests.Images;

/// <summary>
/// Small image files of every format that is read. Their 24×16 pixels are red and green in the upper half, blue and white in the lower one.
/// </summary>
internal static class ImageTestFile
{
    private static readonly string _folder = Path.Combine(AppContext.BaseDirectory, "Images", "Files");

    public static string PathOf(string name) => Path.Combine(_folder, name);

    public static IEnumerable<string> All() => Directory.EnumerateFiles(_folder).Order(StringComparer.Ordinal);

    /// <summary>A file with another EXIF orientation.</summary>
    public static byte[] Oriented(string name, int orientation)
    {
        byte[] file = File.ReadAllBytes(PathOf(name));
        ReadOnlySpan<byte> entry = [0x01, 0x12, 0, 3, 0, 0, 0, 1, 0];
        file[file.AsSpan().IndexOf(entry) + entry.Length] = (byte)orientation;
        return file;
    }
}
