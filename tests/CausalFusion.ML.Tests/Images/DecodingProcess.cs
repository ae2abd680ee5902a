using System.Globalization;
using System.Runtime.InteropServices;
using CausalFusion.Images;
using SkiaSharp;

namespace CausalFusion.ML.Tests.Images;

/// <summary>Decodes files as a process of its own, which what native code does wrong would end.</summary>
internal static class DecodingProcess
{
    /// <summary>Prints for each file its image's size or the exception, and last the most memory that the process took, in MiB.</summary>
    /// <param name="files">The files.</param>
    public static void Print(string[] files)
    {
        foreach (string file in files)
        {
            try
            {
                Console.WriteLine(ImageFileReader.Read(file, new MLImageDecoder(), 3, image => image.Shape));
            }
            catch (Exception exception)
            {
                Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
            }
        }
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        Console.WriteLine((process.PeakWorkingSet64 >> 20).ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The same where SkiaSharp's native library is missing.</summary>
    /// <param name="files">The files.</param>
    public static void PrintWithoutLibrary(string[] files)
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SKCodec).Assembly, (name, _, _) => throw new DllNotFoundException($"Unable to load shared library '{name}'."));
        Print(files);
    }
}
