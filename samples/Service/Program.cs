using CausalFusion.Samples.Service;

// Generates images on request: a web page at /, an API beneath it. See README.md.
try
{
    await using WebApplication app = ServiceApp.Create(args);
    await app.RunAsync();
    return Environment.ExitCode;
}
catch (Exception ex) when (ex is ArgumentException or FileNotFoundException or InvalidDataException)
{
    await Console.Error.WriteLineAsync(ex.Message);
    return 2;
}
