using System.Reflection;

namespace CausalFusion.ML.Tests.PublicApi;

/// <summary>
/// The public API stands in a file beside each library, so that a change to it shows where it is reviewed. With UPDATE_PUBLIC_API=1 in the
/// environment the test writes the files instead of comparing.
/// </summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => ["CausalFusion", "CausalFusion.AI", "CausalFusion.ML", "CausalFusion.Pretrained"];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_one_that_is_written_down(string library)
    {
        var assembly = Assembly.Load(library);
        string path = Path.Combine(Repository.Root, "src", library, "PublicApi.txt");
        string[] found = ApiListing.Of(assembly);
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllText(path, string.Join('\n', found) + "\n");
            return;
        }
        string[] written = File.ReadAllLines(path);
        string[] gone = [.. written.Except(found)], added = [.. found.Except(written)];
        Assert.True(
            gone.Length + added.Length == 0,
            $"The public API of {library} is not that of {path}; run the test with UPDATE_PUBLIC_API=1 if it is meant to change.\n"
            + $"Gone:\n{string.Join('\n', gone.Take(40))}\nNew:\n{string.Join('\n', added.Take(40))}");
    }
}
