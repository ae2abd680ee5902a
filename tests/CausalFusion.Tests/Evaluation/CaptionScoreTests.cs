using CausalFusion.Evaluation;

namespace CausalFusion.Tests.Evaluation;

public class CaptionScoreTests
{
    private const double Tolerance = 1e-10;

    public static TheoryData<string> Cases => [.. GoldenCaptions.Load().Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_scores_are_what_the_reference_finds(string name)
    {
        GoldenCaptions golden = GoldenCaptions.Load()[name];
        CaptionSet captions = golden.Set();

        AssertEqual(golden.CiderDPerImage, CiderD.PerImage(captions));
        Assert.Equal(golden.CiderD, CiderD.PerImage(captions).Average(), Tolerance);
        AssertEqual(golden.RougeLPerImage, RougeL.PerImage(captions));
        Assert.Equal(golden.RougeL, RougeL.PerImage(captions).Average(), Tolerance);
        BleuScore bleu = BleuScore.Of(captions);
        Assert.Equal(golden.BrevityPenalty, bleu.BrevityPenalty, Tolerance);
        AssertEqual(golden.Precisions, bleu.Precisions);
        AssertEqual(golden.Bleu, bleu.Scores);
    }

    [Fact]
    public void A_word_that_is_said_again_and_again_matches_as_often_as_a_reference_says_it()
    {
        BleuScore bleu =
            BleuScore.Of(Set(("the the the the the the the", ["the cat is on the mat", "there is a cat on the mat"]))); // the example of the paper

        Assert.Equal(2 / 7.0, bleu.Precisions[0], Tolerance);
        Assert.Equal(2 / 7.0, bleu.Scores[0], Tolerance);
        Assert.Equal([0, 0, 0], bleu.Scores.Skip(1));
    }

    [Theory]
    [InlineData("a b", "a b c d e f", "a b c", 3 / 2.0)]
    [InlineData("a b c", "a b c d", "a b", 1)]
    [InlineData("a b c d", "a b", "a b c d e f g h", 1)]
    public void Brevity_is_measured_by_the_reference_nearest_in_length_and_by_the_shorter_of_two(
        string caption, string first, string second, double ratio) =>
        Assert.Equal(Math.Exp(1 - ratio), BleuScore.Of(Set((caption, [first, second]))).BrevityPenalty, Tolerance);

    [Fact]
    public void Bleu_counts_over_all_images_before_it_divides()
    {
        BleuScore bleu = BleuScore.Of(Set(("a b", ["a b"]), ("c d e f", ["x c d y"])));
        Assert.Equal((2 + 2) / 6.0, bleu.Precisions[0], Tolerance);
        Assert.Equal((1 + 1) / 4.0, bleu.Precisions[1], Tolerance);
        Assert.Equal(Math.Sqrt(4 / 6.0 * (2 / 4.0)), bleu.Scores[1], Tolerance);
    }

    [Fact]
    public void Rouge_finds_the_longest_common_subsequence_not_the_longest_run()
    {
        // The examples of the paper: sequences of three and of two words in common with a reference of four.
        Assert.Equal(3 / 4.0, RougeL.PerImage(Set(("police kill the gunman", ["police killed the gunman"])))[0], Tolerance);
        Assert.Equal(2 / 4.0, RougeL.PerImage(Set(("the gunman kill police", ["police killed the gunman"])))[0], Tolerance);
    }

    [Fact]
    public void Rouge_takes_precision_and_recall_each_from_the_reference_that_is_best_for_it()
    {
        const double precision = 2 / 4.0, recall = 1; // of «b d e» and of «a»
        double expected = (1 + 1.44) * precision * recall / (recall + (1.44 * precision));
        Assert.Equal(expected, RougeL.PerImage(Set(("a b c d", ["a", "b d e"])))[0], Tolerance);
    }

    [Fact]
    public void Cider_is_ten_for_a_caption_that_says_what_its_references_and_no_others_say()
    {
        Assert.Equal([10, 0], CiderD.PerImage(Set(("a b c d", ["a b c d", "a b c d"]), ("x", ["e f g h"]))), (a, b) => Math.Abs(a - b) < Tolerance);
        Assert.Equal(2.5, CiderD.PerImage(Set(("a", ["a"]), ("x", ["b"])))[0], Tolerance); // of four orders, one has an n-gram
    }

    [Fact]
    public void Cider_gives_nothing_for_words_of_all_images()
    {
        Assert.Equal([0, 0], CiderD.PerImage(Set(("the", ["the cat"]), ("the", ["the dog"]))));
        Assert.Equal([0], CiderD.PerImage(Set(("a b c d", ["a b c d"])))); // one image: so is every word
    }

    [Fact]
    public void Cider_clips_repeated_words_and_punishes_another_length()
    {
        // Of «a a» against «a», weights log 2: min(2, 1) · 1 ÷ (2 · 1), one word too many; the average over four orders, times 10.
        Assert.Equal(10 / 4.0 * 0.5 * Math.Exp(-1 / 72.0), CiderD.PerImage(Set(("a a", ["a"]), ("x", ["b"])))[0], Tolerance);
    }

    [Fact]
    public void Words_that_no_reference_has_make_a_caption_less_like_its_references()
    {
        // «a x» and «a b» have the angle of (1, 1, 0) and (1, 0, 1).
        Assert.Equal(10 / 4.0 * 0.5, CiderD.PerImage(Set(("a x", ["a b"]), ("c", ["d"])))[0], Tolerance);
    }

    [Fact]
    public void References_without_words_are_left_out()
    {
        CaptionSet with = Set(("a b", ["", "a c", ""]), ("d", ["d"])), without = Set(("a b", ["a c"]), ("d", ["d"]));
        Assert.Equal(CiderD.PerImage(without), CiderD.PerImage(with));
        Assert.Equal(RougeL.PerImage(without), RougeL.PerImage(with));
        Assert.Equal(BleuScore.Of(without).Scores.AsEnumerable(), BleuScore.Of(with).Scores);
    }

    [Fact]
    public void Sets_that_are_too_large_or_have_no_reference_are_refused()
    {
        var set = new CaptionSet();
        string[] word = ["a"], most = [.. Enumerable.Repeat("a", CaptionSet.MaxWords)];
        set.Add(most, Enumerable.Repeat(most, 2));
        Assert.Equal(1, RougeL.PerImage(set)[0]);

        Assert.Contains("1 to 1000 references with a word, found none", Assert.Throws<ArgumentException>(() => set.Add(word, [[], []])).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "found more", Assert.Throws<ArgumentException>(() => set.Add(word, Enumerable.Repeat(word, 1001))).Message, StringComparison.Ordinal);
        Assert.Contains("at most 1000 words, found 1001", Assert.Throws<ArgumentException>(() => set.Add([.. most, "a"], [word])).Message,
            StringComparison.Ordinal);
        Assert.Contains("at most 1000 words, found 1001", Assert.Throws<ArgumentException>(() => set.Add(word, [[.. most, "a"]])).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, set.Count);
    }

    private static CaptionSet Set(params (string Caption, string[] References)[] images)
    {
        var set = new CaptionSet();
        foreach ((string caption, string[] references) in images)
        {
            set.Add(Words(caption), references.Select(Words));
        }
        return set;
    }

    private static IReadOnlyList<string> Words(string text) => CaptionTokenizer.Tokenize(text, CaptionTokenization.WhiteSpace);

    private static void AssertEqual(IEnumerable<double> expected, IEnumerable<double> actual) =>
        Assert.Equal(expected, actual, (a, b) => Math.Abs(a - b) <= Tolerance);
}
