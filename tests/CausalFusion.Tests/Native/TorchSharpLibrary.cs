namespace CausalFusion.Tests.Native;

/// <summary>TorchSharp's native library for Linux, as the tests were built with it.</summary>
internal static class TorchSharpLibrary
{
    public const string FileName = "libLibTorchSharp.so";

    /// <summary>A version of <c>libstdc++.so.6</c> that it asks for and uses, and one that it asks for only.</summary>
    public const string Used = "GLIBCXX_3.4.21";
    public const string Unused = "GLIBCXX_3.4.32";

    public static byte[] Read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library of Linux is here only on Linux.");
        return File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, FileName));
    }
}
