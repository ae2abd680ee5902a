using System.Globalization;
using CausalFusion.Samples;
using CausalFusion.Samples.Plane;

// Draws with one network at several places of the plane, or trains it.
//   dotnet run -c Release --project samples/Plane [-- [train] --model FILE --output FOLDER --steps N]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return SampleProgram.Run(() =>
{
    using var stop = new CancellationTokenSource();
    Console.CancelKeyPress += (_, e) =>
    {
        e.Cancel = true;
        stop.Cancel();
    };
    try
    {
        return new PlaneRun(PlaneOptions.Parse(args)).Run(stop.Token);
    }
    catch (OperationCanceledException)
    {
        Console.Error.WriteLine("Stopped; the same command goes on from the last checkpoint.");
        return 130;
    }
});
