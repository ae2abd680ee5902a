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
            "could be any of 'a', 'a,b'", Assert.Throws<FormatException>(() => new ClassNames(3, ["a", "b", "a,b"]).FindAll("a,b")).Message,
            StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => _garments.FindAll("Coat,,Coat"));
    }

    [Fact]
    public void Names_that_are_not_as_many_as_the_classes_are_refused() =>
        Assert.Contains("must have 3 names", Assert.Throws<ArgumentException>(() => new ClassNames(3, ["a"])).Message, StringComparison.Ordinal);
}
