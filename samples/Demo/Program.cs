using System.Globalization;
using CausalFusion.Data;
using CausalFusion.Samples.Demo;

// Learns Fashion-MNIST in an ML.NET pipeline, draws new images, and classifies real ones by the network's features.
//   dotnet run -c Release [-- --out DIR --data DIR --steps N --seed N]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
try
{
    return args is [SecondProcess.Command, var pipeline, var seed]
        ? SecondProcess.Verify(pipeline, seed)
        : new DemoRun(DemoOptions.Parse(args)).Run();
}
catch (Exception ex) when (ex is DatasetNotFoundException or ArgumentException or FormatException)
{
    Console.Error.WriteLine(ex.Message);
    return 2;
}
