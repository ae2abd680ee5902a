using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service as a process of its own, where it can't start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task An_address_that_is_taken_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        string address = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";

        (int code, string output, string error) = await RunAsync("--urls", address);

        Assert.Equal(
            $"Service: {address}: address already in use; expected one that is free, such as --urls http://localhost:5001{Environment.NewLine}",
            error);
        Assert.Equal((1, ""), (code, output));
    }

    [Theory]
    [InlineData("notaurl")]
    [InlineData("ftp://localhost")]
    [InlineData("http://127.0.0.1:70000")]
    [InlineData("http://localhost/path")]
    public async Task An_address_that_is_none_is_told_in_one_line(string address)
    {
        (int code, string output, string error) = await RunAsync("--urls", address);

        Assert.Equal(
            "Service: expected an address to listen at, without a path, such as --urls http://localhost:5000; "
            + $"found '{address}'{Environment.NewLine}",
            error);
        Assert.Equal((1, ""), (code, output));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        string program = Path.Combine(
            Repository.Root, "samples", "Service",
            Path.GetRelativePath(Path.Combine(Repository.Root, "tests", "CausalFusion.Samples.Tests"), AppContext.BaseDirectory), "Service.dll");
        using var folder = new TemporaryFolder();
        ProcessStartInfo start = ChildProcess.Dotnet(
        [
            program, "--Service:Models:fashion-mnist", TinyModel.Save(folder["classes.safetensors"]), "--Service:Models:shapes", "",
            "--Service:Models:emoji", "", .. arguments,
        ]);
        return await ChildProcess.RunAsync(start);
    }
}
