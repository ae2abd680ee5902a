namespace CausalFusion.ML.Images;

/// <summary>Tells that SkiaSharp's native library is missing from that an image is no good.</summary>
internal static class SkiaLibrary
{
    /// <summary>Calls SkiaSharp.</summary>
    /// <exception cref="DllNotFoundException">Its native library can't be loaded; the message says what to install.</exception>
    public static T Call<T>(Func<T> call)
    {
        try
        {
            return call();
        }
        catch (Exception exception) when (IsMissing(exception))
        {
            throw Missing(exception);
        }
    }

    /// <summary>Whether an exception says that a native library can't be loaded or used.</summary>
    public static bool IsMissing(Exception exception) =>
        exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException or TypeInitializationException;

    /// <summary>The exception that says what to install.</summary>
    /// <param name="exception">The one that <see cref="IsMissing"/>.</param>
    public static DllNotFoundException Missing(Exception exception) => exception is DllNotFoundException { InnerException: not null } told
        ? told
        : new DllNotFoundException(
            "SkiaSharp's native library libSkiaSharp, which decodes images, can't be loaded. The program needs it in the very version of SkiaSharp: "
            + "on Linux from the package SkiaSharp.NativeAssets.Linux.NoDependencies, on Windows from SkiaSharp.NativeAssets.Win32, on macOS from "
            + $"SkiaSharp.NativeAssets.macOS. The loader says: {exception.GetBaseException().Message}", exception);
}
