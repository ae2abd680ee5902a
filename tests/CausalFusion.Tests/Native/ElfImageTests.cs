using CausalFusion.Native;

namespace CausalFusion.Tests.Native;

public sealed class ElfImageTests
{
    [Fact]
    public void What_a_library_defines_and_what_it_asks_of_others_is_read()
    {
        var image = new ElfImage(SmallElf.Make());

        Assert.Equal(SmallElf.Defined, image.Defined.Order(StringComparer.Ordinal));
        Assert.Equal([SmallElf.Used, SmallElf.Unused], image.Needs.Select(need => need.Version));
        Assert.All(image.Needs, need => Assert.Equal(SmallElf.Library, need.Library));
    }

    [Fact]
    public void A_version_is_used_where_a_relocation_names_a_symbol_of_it() =>
        Assert.Equal([true, false], Used(new ElfImage(SmallElf.Make())));

    [Fact]
    public void A_version_that_is_not_used_is_made_weak_by_one_bit_and_asked_for_no_more()
    {
        byte[] before = SmallElf.Make();
        var image = new ElfImage([.. before]);

        image.MakeWeak(image.Needs[1]);

        Assert.Equal([SmallElf.Used], image.Needs.Select(need => need.Version));
        int changed = Assert.Single(Enumerable.Range(0, before.Length), at => image.Bytes[at] != before[at]);
        Assert.Equal(2, image.Bytes[changed] ^ before[changed]);
    }

    [Fact]
    public void A_version_that_is_used_stays_required()
    {
        byte[] before = SmallElf.Make();
        var image = new ElfImage([.. before]);

        Assert.Contains(SmallElf.Used, Assert.Throws<InvalidOperationException>(() => image.MakeWeak(image.Needs[0])).Message);
        Assert.Equal(before, image.Bytes);
    }

    [Fact]
    public void A_library_without_a_table_of_its_symbols_versions_counts_as_using_all()
    {
        byte[] bytes = SmallElf.Make();
        bytes[64 + (4 * 64) + 4] = 1; // the kind of the section of symbols' versions
        Assert.Equal([true, true], Used(new ElfImage(bytes)));
    }

    [Fact]
    public void A_file_that_is_cut_short_anywhere_is_called_damaged()
    {
        byte[] bytes = SmallElf.Make();
        Assert.All(Enumerable.Range(0, bytes.Length), length => Assert.Throws<InvalidDataException>(() => Read(bytes[..length])));
    }

    [Fact]
    public void A_file_with_wrong_bytes_is_read_or_called_damaged()
    {
        byte[] bytes = SmallElf.Make();
        var random = new Random(1);
        int damaged = 0;
        for (int run = 0; run < 20_000; run++)
        {
            byte[] wrong = [.. bytes];
            for (int left = random.Next(1, 4); left > 0; left--)
            {
                wrong[random.Next(wrong.Length)] = (byte)random.Next(256);
            }
            damaged += Record.Exception(() => Read(wrong)) switch
            {
                null => 0,
                InvalidDataException => 1,
                Exception other => throw other,
            };
        }
        Assert.InRange(damaged, 1000, 19_000);
    }

    [Theory]
    [InlineData(4, 1)] // 32 bits
    [InlineData(5, 2)] // big-endian
    [InlineData(0, 'M')]
    public void Another_kind_of_file_is_refused(int at, int value)
    {
        byte[] bytes = SmallElf.Make();
        bytes[at] = (byte)value;
        Assert.Throws<InvalidDataException>(() => new ElfImage(bytes));
    }

    [Fact]
    public void TorchSharps_library_asks_for_a_version_that_it_does_not_use()
    {
        byte[] before = TorchSharpLibrary.Read();
        var image = new ElfImage([.. before]);
        Assert.Contains("libstdc++.so.6", image.Needs.Select(need => need.Library));
        ElfVersionNeed unused = Assert.Single(image.Needs, need => need.Version == TorchSharpLibrary.Unused);
        ElfVersionNeed used = Assert.Single(image.Needs, need => need.Version == TorchSharpLibrary.Used);
        Assert.Equal("libstdc++.so.6", unused.Library);
        Assert.False(image.Uses(unused));
        Assert.True(image.Uses(used));

        image.MakeWeak(unused);

        Assert.DoesNotContain(unused.Version, image.Needs.Select(need => need.Version));
        Assert.Equal(before.Length, image.Bytes.Length);
        Assert.Equal(1, Enumerable.Range(0, before.Length).Count(at => image.Bytes[at] != before[at]));
        Assert.Throws<InvalidOperationException>(() => image.MakeWeak(used));
    }

    private static bool[] Used(ElfImage image) => [.. image.Needs.Select(image.Uses)];

    // All that is ever read of a file.
    private static void Read(byte[] bytes)
    {
        var image = new ElfImage(bytes);
        _ = image.Defined;
        _ = Used(image);
    }
}
