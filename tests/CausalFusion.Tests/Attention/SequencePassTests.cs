using CausalFusion.Attention;

namespace CausalFusion.Tests.Attention;

public sealed class SequencePassTests
{
    [Fact]
    public void Parts_are_consecutive_sequences_with_about_as_many_rows()
    {
        var pass = new SequencePass(Group(7, tokens: 10), Group(5, tokens: 3, firstOutput: 1), Group(2, tokens: 20, firstOutput: 20));
        for (int parts = 1; parts <= pass.Sequences; parts++)
        {
            IReadOnlyList<SequencePass> cut = pass.Cut(parts);
            Assert.Equal(parts, cut.Count);
            Assert.All(cut, part => Assert.NotEqual(0, part.Sequences));
            Assert.Equal(Sequences(pass), cut.SelectMany(Sequences));
            Assert.Equal(pass.OutputRows, cut.Sum(part => part.OutputRows));
            // A sequence is never cut: a part may have one more or less than its share.
            int share = pass.Rows / parts;
            Assert.All(cut, part => Assert.InRange(part.Rows, parts > 5 ? 1 : share - 20, share + 20));
        }
    }

    [Fact]
    public void A_part_of_a_part_knows_which_sequences_of_the_cache_it_has()
    {
        var pass = new SequencePass(Group(8, tokens: 4));
        SequencePass last = pass.Cut(2)[1].Cut(2)[1];
        Assert.Equal((6, 2), (last.Groups[0].FirstSequence, last.Groups[0].Sequences));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void There_are_no_more_parts_than_sequences(int parts) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SequencePass(Group(3, tokens: 2)).Cut(parts));

    private static SequenceGroup Group(int sequences, int tokens, int firstOutput = 0) =>
        new(sequences, new AttentionContext(AttentionLayout.Full(tokens, tokens)), firstOutput);

    private static IEnumerable<(AttentionContext, int, int)> Sequences(SequencePass pass) => pass.Groups.SelectMany(group =>
        Enumerable.Range(group.FirstSequence, group.Sequences).Select(sequence => (group.Context, sequence, group.FirstOutput)));
}
