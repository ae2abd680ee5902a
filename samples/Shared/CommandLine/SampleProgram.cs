using CausalFusion.Data;

namespace CausalFusion.Samples;

/// <summary>Runs a sample; what its user can put right is told in a line.</summary>
internal static class SampleProgram
{
    /// <returns>The exit code: what the sample says, 2 where it was asked for what cannot be.</returns>
    public static int Run(Func<int> sample)
    {
        try
        {
            return sample();
        }
        catch (Exception ex) when (ex is ArgumentException or FormatException or IOException or InvalidDataException
            or DatasetNotFoundException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(ex.Message);
            return 2;
        }
    }
}
