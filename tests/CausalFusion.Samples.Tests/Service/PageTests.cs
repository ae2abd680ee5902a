using System.Text.Json;
using System.Text.Json.Nodes;
using CausalFusion.Images;
using CausalFusion.Samples.Service.Pictures;
using CausalFusion.Samples.Tests.Browsing;
using Deque.AxeCore.Commons;

namespace CausalFusion.Samples.Tests.Service;

/// <summary>The service's page, as someone uses it. Needs a Chromium.</summary>
public sealed class PageTests
{
    private const string State = "document.querySelector('.job')?.dataset.state";

    // A file given to the page as if it had been dropped.
    private const string Drop = "const data = new DataTransfer(); data.items.add(new File([bytes], 'dropped.png', { type: 'image/png' })); "
        + "document.getElementById('picture').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));";

    [Fact]
    public async Task It_shows_the_images_as_they_come_and_then_as_they_are()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await SetAsync(browser, ("class", "Ankle boot"), ("count", "3"), ("seed", "5"));
        // The page itself keeps what it showed: whoever looks now and then may miss it.
        await browser.EvaluateAsync("shown = new Set(); progress = []; new MutationObserver(() => { "
            + "document.querySelectorAll('figure').forEach(figure => shown.add(figure.dataset.image)); "
            + "progress.push(document.querySelector('.job progress').value); })"
            + ".observe(document.getElementById('gallery'), { subtree: true, childList: true, attributes: true })");
        // A place in the middle of the plane that takes a while.
        await browser.EvaluateAsync("document.querySelector('#plane button[data-ar-steps=\"8\"][data-diffusion-steps=\"320\"]').click()");
        await browser.EvaluateAsync("document.getElementById('generate').click()");

        await browser.UntilAsync($"{State} === 'finished'");
        await browser.UntilAsync("document.querySelectorAll('figure[data-image=whole]').length === 3");

        string[] shown = await StringsAsync(browser, "[...shown]");
        Assert.Contains("partial", shown);
        double[] progress = [.. (await browser.EvaluateAsync("progress"))!.AsArray().Select(node => node!.GetValue<double>())];
        Assert.Contains(progress, value => value is > 0 and < 1);
        Assert.Equal(progress.Order(), progress);
        Assert.Equal(["seed 5", "seed 6", "seed 7"], await TextsAsync(browser, "figcaption"));
        Assert.True(await IsAsync(browser, "[...document.querySelectorAll('figure img')].every(image => image.naturalWidth === 28)"));
        Assert.Equal(["3 images, 8 AR steps × 320."], await TextsAsync(browser, ".status"));
        Assert.True(await IsAsync(browser, "document.querySelector('#plane [aria-pressed=true] img')"));
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task Jobs_survive_a_reload()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await SetAsync(browser, ("count", "2"));
        await browser.EvaluateAsync("document.querySelector('#plane button[data-ar-steps=\"49\"][data-diffusion-steps=\"320\"]').click(); "
            + "document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'running'");

        await ReloadAsync(browser);
        await browser.UntilAsync($"{State} === 'running'");
        await browser.UntilAsync("document.querySelector('figure[data-image=partial]')");
        await browser.EvaluateAsync("document.querySelector('.cancel').click()");
        await browser.UntilAsync($"{State} === 'canceled'");
        Assert.True(await IsAsync(browser, "document.querySelector('figure').hidden"));

        await SetAsync(browser, ("count", "2"));
        await browser.EvaluateAsync("document.querySelector('#plane button[data-ar-steps=\"4\"][data-diffusion-steps=\"5\"]').click(); "
            + "document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'finished'");
        await ReloadAsync(browser);
        await browser.UntilAsync("document.querySelectorAll('figure[data-image=whole]').length === 2");
        Assert.Equal(2, await CountAsync(browser, ".job"));
    }

    [Fact]
    public async Task What_the_service_finds_wrong_stands_beside_its_field()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);

        await SetAsync(browser, ("count", "999"));
        await browser.EvaluateAsync("document.getElementById('generate').click()");

        await browser.UntilAsync("document.querySelector('.problem[data-for=count]').textContent");
        Assert.Equal(["Must be a whole number from 1 to 16; found 999."], await TextsAsync(browser, ".problem[data-for=count]"));
        Assert.True(await IsAsync(browser, "document.activeElement.id === 'count'"));
        Assert.Equal(0, await CountAsync(browser, ".job"));
    }

    [Fact]
    public async Task The_plane_says_where_one_is_and_what_it_costs_and_is_filled()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:MaximumDiffusionSteps", "10");
        await using Browser browser = await OpenAsync(service);

        await browser.EvaluateAsync("document.querySelector('#plane button:last-child').click()");
        Assert.Equal("49 AR steps of 10 diffusion steps: pure autoregression.", (await TextsAsync(browser, "#place"))[0]);
        Assert.Equal(1, await CountAsync(browser, "#plane [aria-pressed=true]"));
        Assert.All(await TextsAsync(browser, "#plane .cost"), cost => Assert.Matches(@"^\d+(\.\d)? m?s$", cost));

        await browser.EvaluateAsync("document.getElementById('fill').click()");
        await browser.UntilAsync("document.querySelectorAll('#plane button').length === document.querySelectorAll('#plane img').length");
        Assert.Equal(0, await CountAsync(browser, ".job"));
        await ReloadAsync(browser);
        await browser.UntilAsync("document.querySelectorAll('#plane button').length === document.querySelectorAll('#plane img').length");

        await SetAsync(browser, ("class", "Bag"));
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync("document.querySelectorAll('#plane img').length === 1");
    }

    [Fact]
    public async Task A_marked_part_of_a_picture_is_generated_anew()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await DropAsync(browser, PngEncoding.Encode([.. Enumerable.Range(0, 784).Select(i => (byte)(i / 4))], new ImageShape(28, 28, 1)));
        await browser.UntilAsync("!document.getElementById('editor').hidden");

        // A stroke over the middle of the upper row of tokens.
        await browser.EvaluateAsync("(() => { const canvas = document.getElementById('canvas'), box = canvas.getBoundingClientRect(); "
            + "canvas.setPointerCapture = () => {}; "
            + "for (const [type, x] of [['pointerdown', .3], ['pointermove', .7], ['pointerup', .7]]) canvas.dispatchEvent(new PointerEvent(type, "
            + "{ clientX: box.left + box.width * x, clientY: box.top + box.height * .07, pointerId: 1 })); })()");
        Assert.Matches("^[1-9][0-9]* tokens of 49 marked", (await TextsAsync(browser, "#marked"))[0]);
        await SetAsync(browser, ("count", "1"));
        await browser.EvaluateAsync("document.getElementById('generate').click()");

        await browser.UntilAsync($"{State} === 'finished'");
        Assert.EndsWith("edited.", (await TextsAsync(browser, ".status"))[0], StringComparison.Ordinal);
        Assert.Empty(browser.Errors);
    }

    [Fact]
    public async Task A_dropped_image_gives_back_what_it_was_asked_for_by()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        var parameters = new ImageParameters("shapes", null, "a red circle", "a blue square", 77, 16, 20, "ddpm", "raster", 4.5);

        await DropAsync(browser, parameters.WriteTo(PngEncoding.Encode(new byte[3072], new ImageShape(32, 32, 3))));
        await browser.UntilAsync("!document.getElementById('settings').disabled");
        await browser.EvaluateAsync("document.getElementById('settings').click()");

        Assert.Equal(
            ["shapes", "a red circle", "a blue square", "77", "ddpm", "raster", "4.5"],
            await StringsAsync(browser, "['model', 'prompt', 'negativePrompt', 'seed', 'sampler', 'order', 'guidance']"
                + ".map(id => document.getElementById(id).value)"));
        Assert.Equal("16 AR steps of 20 diffusion steps: between diffusion and autoregression.", (await TextsAsync(browser, "#place"))[0]);
    }

    [Fact]
    public async Task A_dropped_picture_is_described_and_a_hostile_one_is_refused()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        byte[] png = PngEncoding.Encode(new byte[3072], new ImageShape(32, 32, 3));

        await DropAsync(browser, png);
        await browser.UntilAsync("!document.getElementById('editor').hidden");
        await browser.EvaluateAsync("document.getElementById('describe').click()");
        await browser.UntilAsync("document.getElementById('caption').textContent.startsWith('shapes sees: “')");

        await DropAsync(browser, PngText.Write(png, ImageParameters.Keyword, """{"model": "<img src=x onerror=alert(1)>"}"""));
        await browser.UntilAsync("document.getElementById('pictureNote').textContent.startsWith('model must be one of')");
        var hostile = new ImageParameters("shapes", null, "<img src=x onerror=alert(1)>", null, 1, 1, 1, "ddim", "random", 2);
        await DropAsync(browser, hostile.WriteTo(png));
        await browser.UntilAsync("document.getElementById('pictureNote').textContent.includes('shapes: <img src=x onerror=alert(1)>, seed 1')");
        Assert.Equal(0, await CountAsync(browser, "#pictureNote *"));
        await DropAsync(browser, [1, 2, 3]);
        await browser.UntilAsync("document.getElementById('pictureNote').textContent === 'This is no picture that can be read.'");
        Assert.Equal(0, await CountAsync(browser, "#pictureNote *"));
        Assert.True(await IsAsync(browser, "document.getElementById('editor').hidden"));
    }

    [Fact]
    public async Task A_file_can_be_chosen_again_after_it_was_removed()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        string choose = $"(() => {{ const bytes = new Uint8Array({Bytes(PngEncoding.Encode(new byte[784], new ImageShape(28, 28, 1)))}), "
            + "data = new DataTransfer(), input = document.getElementById('file'); "
            + "data.items.add(new File([bytes], 'chosen.png', { type: 'image/png' })); input.files = data.files; "
            + "input.dispatchEvent(new Event('change')); return input.value; })()";

        Assert.Equal("", (await browser.EvaluateAsync(choose))!.GetValue<string>());
        await browser.UntilAsync("!document.getElementById('editor').hidden");
    }

    [Fact]
    public async Task A_prompt_is_sent_without_the_white_space_around_it()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await browser.EvaluateAsync("sent = []; answered = fetch; fetch = (path, options) => { "
            + "if (options?.method === 'POST') sent.push(JSON.parse(options.body)); return answered(path, options); }");
        await SetAsync(browser, ("model", "shapes"), ("prompt", "  a red circle\\n"), ("negativePrompt", " a blue square "), ("guidance", "2"));

        await browser.EvaluateAsync("document.getElementById('generate').click()");

        await browser.UntilAsync("sent.length === 1");
        Assert.Equal(["a red circle", "a blue square"], await StringsAsync(browser, "[sent[0].prompt, sent[0].negative]"));
        Assert.True(await IsAsync(browser, "document.getElementById('prompt').autocapitalize === 'none'"));
    }

    [Fact]
    public async Task Marks_stay_as_long_as_the_tokens_are_the_same()
    {
        using var folder = new TemporaryFolder();
        await using RunningService service =
            await RunningService.StartAsync("--Service:Models:twin", TinyModel.Save(folder["twin.safetensors"]));
        await using Browser browser = await OpenAsync(service);
        await DropAsync(browser, PngEncoding.Encode(new byte[784], new ImageShape(28, 28, 1)));
        await browser.UntilAsync("!document.getElementById('editor').hidden");

        await SetAsync(browser, ("preset", "top"));
        string marked = (await TextsAsync(browser, "#marked"))[0];
        await SetAsync(browser, ("preset", ""));
        Assert.Equal("28 tokens of 49 marked.", marked);
        Assert.Equal(marked, (await TextsAsync(browser, "#marked"))[0]);

        await SetAsync(browser, ("model", "twin"));
        Assert.Equal(marked, (await TextsAsync(browser, "#marked"))[0]);

        await SetAsync(browser, ("model", "shapes"));
        Assert.Equal(
            "The marks are gone: this network has 8×8 tokens, not 7×7. Paint over what is to be generated anew.",
            (await TextsAsync(browser, "#marked"))[0]);
        await SetAsync(browser, ("preset", "all"));
        Assert.Equal("64 tokens of 64 marked.", (await TextsAsync(browser, "#marked"))[0]);
        await browser.EvaluateAsync("document.getElementById('unmark').click()");
        Assert.Equal("Paint over what is to be generated anew.", (await TextsAsync(browser, "#marked"))[0]);
    }

    [Fact]
    public async Task Filling_the_plane_ends_where_the_service_goes_away()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:MaximumDiffusionSteps", "10");
        await using Browser browser = await OpenAsync(service);

        await browser.EvaluateAsync("answered = fetch; fetch = (path, options) => `${path}`.startsWith('/jobs') "
            + "? Promise.reject(new TypeError('Failed to fetch')) : answered(path, options); document.getElementById('fill').click()");
        Assert.True(await IsAsync(browser, "document.getElementById('fill').disabled"));

        await browser.UntilAsync("!document.getElementById('fill').disabled");
        Assert.Matches("^Stopped after 4 of [0-9]+: The service does not answer.$", (await TextsAsync(browser, "#fillNote"))[0]);
    }

    [Fact]
    public async Task Settings_of_a_network_that_is_gone_are_told()
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await OpenAsync(service);
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'finished'");
        await browser.UntilAsync("document.querySelector('figure[data-image=whole] button:enabled')");
        await browser.EvaluateAsync("document.querySelector('figure button').click(); "
            + "import('./fields.js').then(fields => fields.price([{ ...fields.model(), name: 'other' }]))");

        await browser.EvaluateAsync("document.getElementById('reuse').click()");

        Assert.Equal(["The network 'fashion-mnist' is not served here any more."], await TextsAsync(browser, ".problem[data-for=model]"));
    }

    [Fact]
    public async Task A_key_that_is_asked_for_is_given_once()
    {
        await using RunningService service = await RunningService.StartAsync("--Service:ApiKey", "secret");
        await using Browser browser = await Browser.StartAsync(1100, 760);
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.getElementById('keyForm')?.hidden === false");

        await browser.EvaluateAsync("document.getElementById('key').value = 'secret'; document.querySelector('#keyForm button').click()");

        await browser.UntilAsync("document.body.dataset.ready && document.getElementById('keyForm').hidden");
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'finished'");
        await browser.UntilAsync("document.querySelectorAll('figure[data-image=whole]').length === 4");
    }

    [Theory]
    [InlineData("light", 1280)]
    [InlineData("dark", 1280)]
    [InlineData("light", 380)]
    [InlineData("dark", 380)]
    public async Task Axe_finds_no_serious_fault_and_nothing_sticks_out(string scheme, int width)
    {
        await using RunningService service = await RunningService.StartAsync();
        await using Browser browser = await Browser.StartAsync(width, 900);
        await browser.PreferAsync(scheme);
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.body?.dataset.ready");
        await DropAsync(browser, PngEncoding.Encode(new byte[784], new ImageShape(28, 28, 1)));
        await SetAsync(browser, ("preset", "center"), ("count", "2"));
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync($"{State} === 'finished'");
        await browser.UntilAsync("document.querySelectorAll('figure[data-image=whole]').length === 2");
        await SetAsync(browser, ("count", "999"));
        await browser.EvaluateAsync("document.getElementById('generate').click()");
        await browser.UntilAsync("document.querySelector('.problem[data-for=count]').textContent");

        await AssertAccessibleAsync(browser);
        Assert.True(await IsAsync(browser, "document.documentElement.scrollWidth <= innerWidth"));
        await browser.EvaluateAsync("document.querySelector('figure button').click()");
        await AssertAccessibleAsync(browser);
    }

    private static async Task AssertAccessibleAsync(Browser browser)
    {
        await browser.EvaluateAsync(new BundledAxeScriptProvider().GetScript() + ";0");
        JsonNode? found = await browser.EvaluateAsync(
            "axe.run().then(result => result.violations.filter(one => ['serious', 'critical'].includes(one.impact))"
            + ".map(one => `${one.id}: ${one.nodes.map(node => node.html).join(', ')}`))");
        Assert.Empty(found!.AsArray().Select(node => node!.GetValue<string>()));
    }

    private static async Task<Browser> OpenAsync(RunningService service)
    {
        Browser browser = await Browser.StartAsync(1100, 760);
        await browser.OpenAsync(service.Address);
        await browser.UntilAsync("document.body?.dataset.ready");
        return browser;
    }

    private static async Task ReloadAsync(Browser browser)
    {
        await browser.EvaluateAsync("document.body.dataset.old = 'true'; location.reload()");
        await browser.UntilAsync("document.body && !document.body.dataset.old && document.body.dataset.ready");
    }

    private static async Task DropAsync(Browser browser, byte[] file) => await browser.EvaluateAsync(
        $"(() => {{ const bytes = new Uint8Array({Bytes(file)}); {Drop} }})()");

    private static string Bytes(byte[] file) => JsonSerializer.Serialize(file.Select(value => (int)value));

    private static async Task SetAsync(Browser browser, params (string Id, string Value)[] fields)
    {
        foreach ((string id, string value) in fields)
        {
            await browser.EvaluateAsync(
                $"(field => {{ field.value = '{value}'; field.dispatchEvent(new Event('change')); }})(document.getElementById('{id}'))");
        }
    }

    private static async Task<bool> IsAsync(Browser browser, string expression) =>
        (await browser.EvaluateAsync($"!!({expression})"))!.GetValue<bool>();

    private static async Task<int> CountAsync(Browser browser, string selector) =>
        (await browser.EvaluateAsync($"document.querySelectorAll('{selector}').length"))!.GetValue<int>();

    private static Task<string[]> TextsAsync(Browser browser, string selector) =>
        StringsAsync(browser, $"[...document.querySelectorAll('{selector}')].map(element => element.textContent)");

    private static async Task<string[]> StringsAsync(Browser browser, string expression) =>
        [.. (await browser.EvaluateAsync(expression))!.AsArray().Select(node => node!.GetValue<string>())];
}
