using System.Diagnostics;
using CausalFusion.Evaluation;

namespace CausalFusion.Tests.Evaluation;

public class CaptionTokenizerTests
{
    [Theory]
    [InlineData("A man riding a wave on top of a surfboard.", "a man riding a wave on top of a surfboard")]
    [InlineData("Don't you think it's they're he'd've; can't won't?", "do n't you think it 's they 're he 'd 've ca n't wo n't")]
    [InlineData("The dogs' toys, the cat's bed, the 1990's and the '90s", "the dogs toys the cat 's bed the 1990 's and the '90s")]
    [InlineData("I cannot wait, we're gonna go; 'tis y'all's", "i can not wait we 're gon na go 't is y' all 's")]
    [InlineData("'em 'til 'n' \"double\" 'single' ``old'' “curly” ‘quotes’ it’s", "'em 'til 'n' double single old curly quotes it 's")]
    [InlineData("O'Reilly at 5 o'clock with d'Artagnan, xy'z", "o'reilly at 5 o'clock with d'artagnan xy z")]
    [InlineData("a black-and-white t-shirt - and/or -- a hat — or---a co-op ------", "a black-and-white t-shirt and/or a hat or a co-op ------")]
    [InlineData("Mr. Smith vs. the U.S. at 5 p.m. on Main St.", "mr. smith vs. the u.s. at 5 p.m. on main st.")]
    [InlineData("J. Smith has no. 5, no pen, and plan B.", "j. smith has no. 5 no pen and plan b")]
    [InlineData("1,000 at 12:30, 3.5% off -5 or +7 or .5, $5.00", "1,000 at 12:30 3.5 % off -5 or +7 or .5 $ 5.00")]
    [InlineData("(maybe) [with] {x} no!! really?! yes! ... no… end.", "-lrb- maybe -rrb- -lsb- with -rsb- -lcb- x -rcb- no !! really ?! yes no end")]
    [InlineData("-LRB- and -rrb- stay", "-lrb- and -rrb- stay")]
    [InlineData("#sunset @beach_bar #1 R&B b&w a_b c*d 2=2", "#sunset @beach_bar # 1 r&b b & w a _ b c * d 2 = 2")]
    [InlineData("the end.The start wow!now 5.then", "the end.the start wow!now 5 then")]
    [InlineData("ÜBER café cafe\u0301 日本語 ☺ 😀😀 soft\u00ADhy\u200Bphen line\r\nbreak\ttab\u00A0space",
        "über café cafe\u0301 日本語 ☺ 😀 😀 softhyphen line break tab space")]
    [InlineData("", "")]
    [InlineData(" . , ' \" ; : ? ! - ` ", "")]
    public void Text_is_split_lowered_and_filtered_as_documented(string text, string expected) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), CaptionTokenizer.Tokenize(text));

    [Fact]
    public void The_golden_texts_have_the_words_that_the_reference_finds()
    {
        foreach (GoldenCaptions.Image image in GoldenCaptions.Load().Values.SelectMany(golden => golden.Images))
        {
            Assert.Equal(image.CaptionWords, CaptionTokenizer.Tokenize(image.Caption));
            Assert.Equal(image.ReferenceWords, image.References.Select(reference => CaptionTokenizer.Tokenize(reference)));
        }
    }

    [Fact]
    public void Words_that_are_joined_by_spaces_are_split_into_the_same_again()
    {
        foreach (GoldenCaptions.Image image in GoldenCaptions.Load().Values.SelectMany(golden => golden.Images))
        {
            Assert.Equal(image.CaptionWords, CaptionTokenizer.Tokenize(string.Join(' ', image.CaptionWords)));
        }
    }

    [Fact]
    public void Halves_of_surrogate_pairs_are_left_out() => Assert.Equal(["ab", "c"], CaptionTokenizer.Tokenize("a\uD83Db \uDE00 c\uD83D"));

    [Fact]
    public void Split_at_white_space_words_are_as_they_were() =>
        Assert.Equal(
            ["A", "-LRB-", "cat", "'s", "U.S.", "."], CaptionTokenizer.Tokenize(" A -LRB-\tcat 's\n U.S. . ", CaptionTokenization.WhiteSpace));

    [Theory]
    [InlineData("a")]
    [InlineData("a.")]
    [InlineData("A&")]
    [InlineData("a'")]
    [InlineData("'")]
    [InlineData("a-")]
    [InlineData("n't")]
    [InlineData("mr. ")]
    [InlineData("1,")]
    [InlineData("a. ... ")]
    [InlineData("😀")]
    public void The_longest_text_takes_no_time_whatever_is_in_it(string repeated)
    {
        string text = string.Concat(Enumerable.Repeat(repeated, CaptionTokenizer.MaxLength / repeated.Length));
        CaptionTokenizer.Tokenize(repeated);
        var watch = Stopwatch.StartNew();
        CaptionTokenizer.Tokenize(text);
        CaptionTokenizer.Tokenize(text[1..] + "~");
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_longer_text_is_refused() => Assert.Contains(
        "at most 16384 characters, found 16385",
        Assert.Throws<ArgumentException>(
            () => CaptionTokenizer.Tokenize(new string('a', CaptionTokenizer.MaxLength + 1))).Message, StringComparison.Ordinal);
}
