using System.Text;
using System.Text.Unicode;
using CausalFusion.Checkpoints;
using CausalFusion.Conditions;
using CausalFusion.Models;

namespace CausalFusion.Fuzz.Targets;

/// <summary>A list of class names as a model file holds it, and a class that is asked for: the list's own text.</summary>
internal sealed class ClassNamesTarget : FuzzTarget
{
    public override string Name => "names";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(FormatException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [.. new[]
    {
        """["ant","bee"]""", """["1","2","10"]""", """["größer","gro\u0308ßer","Größer"]""", """["a","A","Straße","STRASSE"]""", "[]",
        """["none","a, b","\ud83d\udc08"]""",
    }.Select(Encoding.UTF8.GetBytes)];

    public override void Read(byte[] input, string folder)
    {
        if (!Utf8.IsValid(input))
        {
            throw new InvalidDataException("no text");
        }
        string text = Encoding.UTF8.GetString(input);
        var info = ModelInfo.Of(new Dictionary<string, string> { [ModelBundleInfo.ClassNamesEntry] = text }, "input");
        if (info.ClassNames.Count == 0)
        {
            return;
        }
        var names = new ClassNames(info.ClassNames.Count, info.ClassNames);
        foreach (string name in info.ClassNames)
        {
            _ = names[names.Find(name)];
        }
        try
        {
            names.Find(text);
        }
        catch (FormatException)
        {
            // The list is hardly a class of its own.
        }
    }
}
