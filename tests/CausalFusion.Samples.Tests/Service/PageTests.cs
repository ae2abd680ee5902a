using CausalFusion.Samples.Tests.Browsing;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service's page, as someone uses it. Needs a Chromium.</summary>
public sealed class PageTests
{
    private const string State = "document.getElementById('status').dataset.state";

    [Fact]
    public async Task It_shows_progress_and_then_the_images()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await browser.EvaluateAsync("document.getElementById('class').value = 'Ankle boot'; document.getElementById('count').value = 3; "
            + "document.getElementById('seed').value = 5");
        // The page itself keeps what it showed: whoever looks now and then may miss it.
        await browser.EvaluateAsync($"shown = []; new MutationObserver(() => shown.push([{State}, "
            + $"document.getElementById('progress').value])).observe(document.getElementById('progress'), {{ attributes: true }})");
        // A place in the middle of the plane that takes a while.
        await browser.EvaluateAsync("document.querySelector('#plane button[data-ar-steps=\"8\"][data-diffusion-steps=\"320\"]').click()");
        await browser.EvaluateAsync("document.getElementById('generate').click()");

        await browser.UntilAsync($"{State} === 'finished'");

        double[] progress = [.. (await browser.EvaluateAsync(
            "shown.filter(entry => entry[0] === 'running').map(entry => entry[1])"))!.AsArray().Select(node => node!.GetValue<double>())];
        Assert.Contains(progress, value => value is > 0 and <= 1);
        Assert.Equal(progress.Order(), progress);
        string[] captions = await TextsAsync(browser, "#images figcaption");
        Assert.Equal(["seed 5", "seed 6", "seed 7"], captions.Order());
        Assert.True((await browser.EvaluateAsync(
            "[...document.images].every(image => image.complete && image.naturalWidth === 28)"))!.GetValue<bool>());
        Assert.Equal("3 images of Ankle boot.", (await TextsAsync(browser, "#status"))[0]);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Cancel_ends_a_long_generation()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await browser.EvaluateAsync("document.getElementById('count').value = 16; document.querySelector('#plane button:last-child').click(); "
            + "document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'running'");

        await browser.EvaluateAsync("document.getElementById('cancel').click()");

        await browser.UntilAsync($"{State} === 'canceled'");
        Assert.True((await browser.EvaluateAsync("!document.getElementById('generate').disabled && document.images.length === 0"))!.GetValue<bool>());
    }

    [Fact]
    public async Task What_the_service_finds_wrong_stands_beside_its_field()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);

        await browser.EvaluateAsync("document.getElementById('count').value = 999; generate()");

        await browser.UntilAsync($"{State} === 'failed'");
        Assert.Contains("from 1 to 16; found 999", (await TextsAsync(browser, ".problem[data-for=count]"))[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_plane_says_where_one_is()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);

        await browser.EvaluateAsync("document.querySelector('#plane button:last-child').click()");

        Assert.Equal("49 AR steps of 1000 diffusion steps: pure autoregression.", (await TextsAsync(browser, "#place"))[0]);
        Assert.Equal(1, (await browser.EvaluateAsync("document.querySelectorAll('#plane [aria-pressed=true]').length"))!.GetValue<int>());
    }

    private static async Task<Browser> OpenAsync(RunningService service)
    {
        Browser browser = await Browser.StartAsync(1100, 760);
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.body?.dataset.ready");
        return browser;
    }

    private static async Task<string[]> TextsAsync(Browser browser, string selector) =>
        [.. (await browser.EvaluateAsync($"[...document.querySelectorAll('{selector}')].map(element => element.textContent)"))!.AsArray()
            .Select(node => node!.GetValue<string>())];
}
