using CausalFusion.Samples.Service;

// Generates images on request: a web page at /, an API beneath it. See README.md.
try
{
    await using WebApplication app = ServiceApp.Create(args);
    try
    {
        await app.StartAsync();
    }
    catch (Exception ex) when (StartProblem.IsOne(ex))
    {
        await Console.Error.WriteLineAsync(StartProblem.Of(ex, app.Configuration[WebHostDefaults.ServerUrlsKey]));
        return 1;
    }
    await app.WaitForShutdownAsync();
    return Environment.ExitCode;
}
catch (Exception ex) when (ex is ArgumentException or FileNotFoundException or InvalidDataException)
{
    await Console.Error.WriteLineAsync(ex.Message);
    return 2;
}
