using System.Globalization;
using CausalFusion.Samples.Plane;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
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
catch (Exception exception) when (exception is ArgumentException or IOException or InvalidDataException)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
