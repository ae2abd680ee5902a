using CausalFusion.Samples.Tests.Browsing;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The pictures of the page in the service's README, made with the networks that the repository carries.</summary>
internal static class PagePictures
{
    private const string Settled =
        "[...document.querySelectorAll('.job')].every(job => ['finished', 'canceled'].includes(job.dataset.state)) "
        + "&& !document.querySelector('.job[data-state=finished] figure:not([data-image=whole])')";

    public static string Folder { get; } = Path.Combine(Repository.Root, "samples", "Service", "images");

    public static async Task SaveAsync()
    {
        Directory.CreateDirectory(Folder);
        await using RunningService service = await RunningService.StartAsync(
            "--Service:Models:fashion-mnist", "fashion-mnist",
            "--Service:Models:shapes", "shapes",
            "--Service:Models:emoji", "emoji",
            "--Service:MaximumDiffusionSteps", "250");
        await using (Browser browser = await OpenAsync(service, 1180, 900, "light"))
        {
            await GenerateAsync(browser, "fashion-mnist", 4, 40, ("class", "Sneaker"), ("seed", "1"), ("count", "8"));
            await GenerateAsync(browser, "emoji", ("prompt", "red apple"), ("seed", "1"), ("count", "8"));
            await SetAsync(browser, ("prompt", "grinning face"), ("seed", "1"), ("count", "8"));
            await PressAsync(browser, 1, 250);
            await browser.UntilAsync("document.querySelector('.job:first-child figure[data-image=partial]') "
                + "&& document.querySelector('.job:first-child progress').value > .4");
            await SaveAsync(browser, "drawing.png");
            await browser.EvaluateAsync("document.querySelector('.cancel').click()");
            await browser.UntilAsync(Settled);

            await EditAsync(browser);
            await SaveAsync(browser, "inpainting.png");

            await browser.EvaluateAsync("document.getElementById('remove').click()");
            await SetAsync(browser, ("count", "99"));
            await browser.EvaluateAsync("document.getElementById('generate').click()");
            await browser.UntilAsync("document.querySelector('.problem[data-for=count]').textContent");
            await browser.EvaluateAsync("scrollTo(0, 0)");
            await SaveAsync(browser, "error.png");
        }
        await using (Browser browser = await OpenAsync(service, 1180, 900, "dark"))
        {
            await GenerateAsync(browser, "emoji", ("prompt", "blue heart"), ("seed", "1"), ("count", "4"));
            await GenerateAsync(browser, "fashion-mnist", 1, 40, ("class", "Dress"), ("seed", "1"), ("count", "4"));
            await GenerateAsync(browser, "emoji", ("prompt", "france flag"), ("seed", "1"), ("count", "4"));
            await GenerateAsync(browser, "fashion-mnist", 4, 40, ("class", "Bag"), ("seed", "1"), ("count", "8"));
            await SaveAsync(browser, "gallery.png");
        }
        await using (Browser browser = await OpenAsync(service, 520, 900, "light"))
        {
            await SetAsync(browser, ("model", "fashion-mnist"), ("class", "Ankle boot"), ("seed", "4"));
            await browser.EvaluateAsync("document.getElementById('fill').click()");
            await browser.UntilAsync("!document.getElementById('fill').disabled");
            // All but those that the note says are left out.
            await browser.UntilAsync("document.querySelectorAll('#plane img').length === document.querySelectorAll('#plane button').length "
                + "- Number(/; (\\d+) place/.exec(document.getElementById('fillNote').textContent)?.[1] ?? 0)");
            await browser.EvaluateAsync("document.querySelector('fieldset').scrollIntoView()");
            await SaveAsync(browser, "plane.png");
        }
        await using (Browser browser = await OpenAsync(service, 390, 844, "dark"))
        {
            await GenerateAsync(browser, "fashion-mnist", 4, 40, ("class", "Sneaker"), ("seed", "7"), ("count", "6"));
            await browser.EvaluateAsync("document.querySelector('.results').scrollIntoView()");
            await SaveAsync(browser, "phone.png");
        }
    }

    // Takes the second of the sneakers, and has its upper half drawn anew as a boot's.
    private static async Task EditAsync(Browser browser)
    {
        await browser.EvaluateAsync(
            "[...document.querySelectorAll('.job[data-state=finished]')].at(-1).querySelectorAll('figure button')[1].click()");
        await browser.EvaluateAsync("document.getElementById('edit').click()");
        await browser.UntilAsync("!document.getElementById('editor').hidden");
        await SetAsync(browser, ("preset", "top"), ("class", "Ankle boot"), ("count", "8"), ("seed", "2"));
        await PressAsync(browser, 8, 40);
        await browser.UntilAsync(Settled);
        await browser.EvaluateAsync("scrollTo(0, 0)");
    }

    private static async Task<Browser> OpenAsync(RunningService service, int width, int height, string scheme)
    {
        Browser browser = await Browser.StartAsync(width, height);
        await browser.PreferAsync(scheme);
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.body?.dataset.ready");
        return browser;
    }

    private static async Task GenerateAsync(Browser browser, string model, int arSteps, int diffusionSteps, params (string Id, string Value)[] fields)
    {
        await SetAsync(browser, [("model", model), .. fields]);
        await PressAsync(browser, arSteps, diffusionSteps);
        await browser.UntilAsync(Settled);
    }

    // As suits the network.
    private static async Task GenerateAsync(Browser browser, string model, params (string Id, string Value)[] fields)
    {
        await SetAsync(browser, [("model", model), .. fields]);
        await PressAsync(browser);
        await browser.UntilAsync(Settled);
    }

    private static async Task PressAsync(Browser browser, int arSteps, int diffusionSteps)
    {
        await browser.EvaluateAsync(
            $"document.querySelector('#plane button[data-ar-steps=\"{arSteps}\"][data-diffusion-steps=\"{diffusionSteps}\"]').click()");
        await PressAsync(browser);
    }

    private static async Task PressAsync(Browser browser)
    {
        int jobs = (await browser.EvaluateAsync("document.querySelectorAll('.job').length"))!.GetValue<int>();
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync($"document.querySelectorAll('.job').length > {jobs}");
    }

    private static async Task SetAsync(Browser browser, params (string Id, string Value)[] fields)
    {
        foreach ((string id, string value) in fields)
        {
            await browser.EvaluateAsync(
                $"(field => {{ field.value = '{value}'; field.dispatchEvent(new Event('change')); }})(document.getElementById('{id}'))");
        }
    }

    private static async Task SaveAsync(Browser browser, string name)
    {
        string path = Path.Combine(Folder, name);
        await File.WriteAllBytesAsync(path, await browser.ScreenshotAsync());
        Console.WriteLine(path);
    }
}
