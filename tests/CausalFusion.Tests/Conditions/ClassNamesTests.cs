using CausalFusion.Conditions;

namespace CausalFusion.Tests.Conditions;

/// <summary>Which class a text means.</summary>
public sealed class ClassNamesTests
{
    private static readonly ClassNames _cases = new(4, ["A", "B", "a", "b"]), _numbered = new(3, ["1", "10", "2"]);
    private static readonly ClassNames _garments = new(3, ["Coat", "T-shirt/top", "cat, tabby"]), _nameless = new(5, []);

    [Fact]
    public void An_exact_name_goes_before_one_of_another_case()
    {
        Assert.Equal(2, _cases.Find("a"));
        Assert.Equal(0, _cases.Find("A"));
        Assert.Equal(0, _garments.Find("coat"));
        Assert.Contains("could be any of 'Ab', 'aB'", Assert.Throws<FormatException>(() => new ClassNames(2, ["Ab", "aB"]).Find("ab")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_a_number_is_a_name()
    {
        Assert.Equal(0, _numbered.Find("1"));
        Assert.Equal(1, _numbered.Find("10"));
        Assert.Contains(
            "expected one of '1', '10', '2'; found '0'", Assert.Throws<FormatException>(() => _numbered.Find("0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_number_is_taken_where_no_name_could_be_meant()
    {
        Assert.Equal(2, _garments.Find("2"));
        Assert.Equal(4, _nameless.Find("4"));
        Assert.Contains(
            "or a number from 0 to 2; found '3'", Assert.Throws<FormatException>(() => _garments.Find("3")).Message, StringComparison.Ordinal);
        Assert.Contains("expected a number from 0 to 4; found '-1'", Assert.Throws<FormatException>(() => _nameless.Find("-1")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => _nameless.Find("1,5"));
    }

    [Fact]
    public void A_list_takes_names_with_commas_and_a_class_called_none()
    {
        Assert.Equal([2, 0, null], _garments.FindAll("cat, tabby, Coat,none").Select(found => found.Class));
        Assert.Equal([1], new ClassNames(2, ["some", "none"]).FindAll("none").Select(found => found.Class));
        Assert.Contains(
            "'a,b' could be 'a', 'b', or 'a,b'", Assert.Throws<FormatException>(() => new ClassNames(3, ["a", "b", "a,b"]).FindAll("a,b")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => _garments.FindAll("Coat,,Coat"));
    }

    [Fact]
    public void A_list_is_read_in_the_only_way_that_there_is()
    {
        var names = new ClassNames(3, ["a", "a, b c", "Cat, small"]);
        Assert.Equal([1], names.FindAll("a, b c").Select(found => found.Class));
        Assert.Equal([2, 0], names.FindAll("cat, small,a").Select(found => found.Class));
        Assert.Contains(
            "found 'b'", Assert.Throws<FormatException>(() => names.FindAll("a,b,a")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void None_is_no_class_unless_one_is_called_so_and_is_refused_where_one_is_called_so_but_for_case()
    {
        Assert.Equal([null], _garments.FindAll("none").Select(found => found.Class));
        Assert.Contains(
            "could be no class, or 'None'", Assert.Throws<FormatException>(() => new ClassNames(2, ["some", "None"]).FindAll("none")).Message,
            StringComparison.Ordinal);
        Assert.Equal([1], new ClassNames(2, ["some", "None"]).FindAll("None").Select(found => found.Class));
    }

    [Theory]
    [InlineData("caf\u00e9", "cafe\u0301")] // composed and decomposed, as macOS names folders
    [InlineData("Ti\u1ebfng Vi\u1ec7t", "Tie\u0302\u0301ng Vie\u0323\u0302t")]
    [InlineData("Vi\u1ec7t", "Vie\u0302\u0323t")] // its marks in the other order
    [InlineData("\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8")]
    [InlineData("\u03ac\u03bb\u03c6\u03b1", "\u03b1\u0301\u03bb\u03c6\u03b1")]
    [InlineData("\u0439\u043e\u0433", "\u0438\u0306\u043e\u0433")]
    [InlineData("\u00c5", "\u212b")] // the unit of length
    [InlineData("\ud834\udd5e", "\ud834\udd57\ud834\udd65")] // beyond the first plane
    public void A_name_is_found_in_another_normal_form(string name, string form)
    {
        Assert.NotEqual(name, form);
        Assert.Equal(1, new ClassNames(2, ["other", name]).Find(form));
        Assert.Equal(1, new ClassNames(2, ["other", form]).Find(name));
        Assert.Equal([1], new ClassNames(2, ["other", form]).FindAll(name).Select(found => found.Class));
    }

    [Fact]
    public void Another_normal_form_goes_before_another_case()
    {
        var names = new ClassNames(2, ["CAF\u00c9", "caf\u00e9"]);
        Assert.Equal(1, names.Find("cafe\u0301"));
        Assert.Equal(0, names.Find("CAFE\u0301"));
        Assert.Contains("could be any of", Assert.Throws<FormatException>(() => names.Find("Caf\u00e9")).Message, StringComparison.Ordinal);
        Assert.Equal(0, new ClassNames(2, ["\u0416\u0443\u043a", "dog"]).Find("\u0436\u0443\u043a"));
    }

    [Fact]
    public void A_number_that_is_taken_for_a_name_is_told()
    {
        var told = new List<string>();
        Assert.Equal(0, _garments.Find("0", told.Add));
        Assert.Equal([1, 2, 1, null], _garments.FindAll("1,cat, tabby,T-shirt/top,none", told.Add).Select(found => found.Class));
        Assert.Equal(3, _nameless.Find("3", told.Add));
        Assert.Equal(2, _numbered.Find("2", told.Add));
        Assert.Equal(["class 0 is 'Coat'.", "class 1 is 'T-shirt/top'."], told);
    }

    [Fact]
    public void A_number_means_no_class_where_a_name_is_a_number_in_any_form()
    {
        Assert.Throws<FormatException>(() => new ClassNames(2, ["1.5", "2.5"]).Find("1"));
        Assert.Throws<FormatException>(() => new ClassNames(2, ["-1", "+1"]).Find("1"));
        Assert.Equal(1, new ClassNames(2, ["B-52", "747 jet"]).Find("1"));
    }

    [Fact]
    public void What_is_no_text_is_no_class() => Assert.Throws<FormatException>(() => _garments.Find("\ud800"));

    [Fact]
    public void Names_that_are_not_as_many_as_the_classes_are_refused() =>
        Assert.Contains("must have 3 names", Assert.Throws<ArgumentException>(() => new ClassNames(3, ["a"])).Message, StringComparison.Ordinal);
}
