using CausalFusion.Samples.Tests.Browsing;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The picture of the page in the service's README, made with the network that the repository carries.</summary>
internal static class PagePicture
{
    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "samples", "Service", "images", "page.png");

    public static async Task SaveAsync()
    {
        string model = System.IO.Path.Combine(Repository.Root, "samples", "models", "fashion-mnist.safetensors");
        await using RunningService service = await RunningService.StartAsync("--Service:Model", model, "--Service:MaximumDiffusionSteps", "250");
        await using Browser browser = await Browser.StartAsync(1060, 800);
        await browser.PreferAsync("light");
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.body?.dataset.ready");
        await browser.EvaluateAsync("document.getElementById('class').value = 'Ankle boot'; document.getElementById('count').value = 9; "
            + "document.getElementById('seed').value = 1");
        await browser.EvaluateAsync("document.querySelector('#plane button[data-ar-steps=\"4\"][data-diffusion-steps=\"40\"]').click(); "
            + "document.getElementById('generate').click()");
        await browser.UntilAsync("document.getElementById('status').dataset.state === 'finished'");
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
        await File.WriteAllBytesAsync(Path, await browser.ScreenshotAsync());
    }
}
