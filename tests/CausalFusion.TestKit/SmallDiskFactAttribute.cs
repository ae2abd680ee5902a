using System.Runtime.CompilerServices;

namespace CausalFusion.TestKit;

/// <summary>A test that fills a <see cref="SmallDisk"/>; skipped where none can be mounted.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly Lazy<bool> _canMount = new(() =>
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        try
        {
            using var disk = new SmallDisk();
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    });

    public SmallDiskFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        Skip = _canMount.Value ? null : "mounting a small file system needs Linux and root";
}
