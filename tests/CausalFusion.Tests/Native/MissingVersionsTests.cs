using CausalFusion.Native;

namespace CausalFusion.Tests.Native;

public sealed class MissingVersionsTests
{
    private const string Name = "libsmall.so";

    [Fact]
    public void What_a_library_asks_for_without_using_it_may_be_missing()
    {
        var image = new ElfImage(SmallElf.Make());
        Assert.True(MissingVersions.MakeWeak(Name, image, Defining("OTHER_1.0", SmallElf.Used)));
        Assert.Equal([SmallElf.Used], image.Needs.Select(need => need.Version));
    }

    [Fact]
    public void What_a_library_uses_may_not_be_missing_and_the_message_says_what_the_system_has_what_is_needed_and_what_to_do()
    {
        byte[] before = SmallElf.Make();
        var image = new ElfImage([.. before]);

        var error = Assert.Throws<DllNotFoundException>(() =>
            MissingVersions.MakeWeak(Name, image, Defining("OTHER_1.0", "OTHER_1.0.9", "OTHER_1.0.10", "OTHER_private", "MORE_2.1", "plain")));

        Assert.Equal(
            "libsmall.so needs OTHER_1.2 of libother.so.1; this system has libother.so.1 up to MORE_2.1, OTHER_1.0.10. "
            + "Run on a newer system: Debian 12, Ubuntu 22.04, RHEL 10 or later.",
            error.Message);
        Assert.Equal(before, image.Bytes);
    }

    [Fact]
    public void Where_all_is_there_or_nothing_is_known_the_library_stays_as_it_is()
    {
        byte[] before = SmallElf.Make();
        var image = new ElfImage([.. before]);
        Assert.False(MissingVersions.MakeWeak(Name, image, Defining(SmallElf.Used, SmallElf.Unused)));
        Assert.False(MissingVersions.MakeWeak(Name, image, Defining()));
        Assert.Equal(before, image.Bytes);
    }

    [Theory]
    [InlineData(30, null)]                                // Debian 12, Ubuntu 22.04
    [InlineData(29, "GLIBCXX_3.4.30 of libstdc++.so.6;")] // RHEL 9
    [InlineData(25, "GLIBCXX_3.4.30 of libstdc++.so.6 and GLIBCXX_3.4.29 of libstdc++.so.6 and GLIBCXX_3.4.26 of libstdc++.so.6;")]
    public void TorchSharps_library_serves_where_all_that_it_uses_is_there(int newest, string? lacking)
    {
        const string Prefix = "GLIBCXX_3.4.";
        var image = new ElfImage(TorchSharpLibrary.Read());
        HashSet<string> defined = [.. image.Needs.Select(need => need.Version)];
        defined.RemoveWhere(version => version.StartsWith(Prefix, StringComparison.Ordinal));
        defined.UnionWith(Enumerable.Range(1, newest).Select(number => Prefix + number));

        Exception? error = Record.Exception(() => MissingVersions.MakeWeak(TorchSharpLibrary.FileName, image, _ => defined));

        if (lacking is null)
        {
            Assert.Null(error);
            Assert.DoesNotContain(TorchSharpLibrary.Unused, image.Needs.Select(need => need.Version));
        }
        else
        {
            Assert.Contains($" needs {lacking}", Assert.IsType<DllNotFoundException>(error).Message);
            Assert.Contains($", {Prefix}{newest}", error.Message);
        }
    }

    private static Func<string, IReadOnlySet<string>> Defining(params string[] versions) =>
        library => library == SmallElf.Library ? new HashSet<string>(versions) : throw new ArgumentException(library);
}
