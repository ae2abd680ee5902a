using System.Runtime.CompilerServices;
using CausalFusion.Data;

namespace CausalFusion.Tests;

/// <summary>A test that needs Fashion-MNIST; skipped, with what to do, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FashionMnistFactAttribute : FactAttribute
{
    public FashionMnistFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber)
    {
        try
        {
            FashionMnist.Find();
        }
        catch (DatasetNotFoundException exception)
        {
            Skip = exception.Message;
        }
    }
}
