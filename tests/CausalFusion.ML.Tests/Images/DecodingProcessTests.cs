using System.Globalization;
using CausalFusion.Images;

namespace CausalFusion.ML.Tests.Images;

public sealed class DecodingProcessTests : IDisposable
{
    private const int MostMemory = 1024;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Hostile_files_end_neither_the_process_nor_its_memory()
    {
        string claims = _folder["claims.bmp"], offset = ImageTestFile.PathOf("bmp-offset.bmp"), frame = ImageTestFile.PathOf("gif-frame.gif");
        byte[] bmp = File.ReadAllBytes(ImageTestFile.PathOf("colors.bmp"));
        BitConverter.GetBytes(8192).CopyTo(bmp, 18);
        BitConverter.GetBytes(8192).CopyTo(bmp, 22);
        File.WriteAllBytes(claims, bmp);

        (string[] printed, int memory) = Run("decode", offset, frame, claims);

        Assert.StartsWith($"InvalidDataException: '{offset}': expected an image that can be read", printed[0], StringComparison.Ordinal);
        Assert.Equal($"InvalidDataException: '{frame}': expected an image of 1 to 67108864 pixels, found 78232×56605 (height × width).", printed[1]);
        Assert.StartsWith($"InvalidDataException: '{claims}': expected an image that can be read, found a file that ends early", printed[2],
            StringComparison.Ordinal);
        Assert.InRange(memory, 1, MostMemory);
    }

    [Fact]
    public void The_largest_image_that_is_read_takes_less_than_a_gigabyte()
    {
        const int side = 8192;
        string png = _folder["large.png"];
        File.WriteAllBytes(png, PngEncoding.Encode(new byte[side * side], new ImageShape(side, side, 1)));

        (string[] printed, int memory) = Run("decode", png);

        Assert.Equal([$"{side}×{side}×3"], printed);
        Assert.InRange(memory, 1, MostMemory);
    }

    [Fact]
    public void A_missing_native_library_is_told_from_a_bad_image()
    {
        (string[] printed, _) = Run("decode-without-library", ImageTestFile.PathOf("colors.png"), ImageTestFile.PathOf("colors.jpg"));

        Assert.All(printed, line =>
        {
            Assert.StartsWith("DllNotFoundException: SkiaSharp's native library", line, StringComparison.Ordinal);
            Assert.Contains("SkiaSharp.NativeAssets.Linux.NoDependencies", line, StringComparison.Ordinal);
            Assert.Contains("Unable to load shared library 'libSkiaSharp'", line, StringComparison.Ordinal);
        });
    }

    private static (string[] Printed, int Memory) Run(params string[] arguments)
    {
        (int exitCode, string output, string error) = ChildProcess.Run(
            ChildProcess.Dotnet([typeof(DecodingProcess).Assembly.Location, .. arguments]));
        Assert.Equal((0, ""), (exitCode, error));
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (lines[..^1], int.Parse(lines[^1], CultureInfo.InvariantCulture));
    }
}
