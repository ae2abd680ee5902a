using System.Text;
using CausalFusion.Data;

namespace CausalFusion.Fuzz.Targets;

/// <summary>Captions of images in each of the forms that are read.</summary>
internal sealed class CaptionFilesTarget : FuzzTarget
{
    public override string Name => "caption-files";

    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [.. new[]
    {
        """{"images":[{"id":1,"file_name":"a.png"}],"annotations":[{"id":1,"image_id":1,"caption":"a cat"},{"id":"b","image_id":1,"caption":"größer"}]}""",
        """{"images":[{"imgid":1,"split":"train","filepath":"","filename":"a.png","sentences":[{"raw":"a cat"},{"raw":"\ud83d\udc08"}]}]}""",
        "path,caption\na.png,\"a cat, \"\"sitting\"\"\"\nb.png,größer\n",
        "{\"path\":\"a.png\",\"caption\":[\"a cat\",\"a dog\"]}\n{\"path\":\"b.png\",\"caption\":\"x\"}",
        "a cat\nsitting on 猫\n",
    }.Select(Encoding.UTF8.GetBytes)];

    public override void Read(byte[] input, string folder)
    {
        foreach (string image in new[] { "a.png", "b.png" })
        {
            File.WriteAllBytes(Path.Combine(folder, image), []);
        }
        string file = Path.Combine(folder, "a.txt");
        File.WriteAllBytes(file, input);
        Func<CaptionedImages>[] readers =
        [
            () => CocoCaptions.Read(file, folder), () => KarpathyCaptions.Read(file, folder, ["train"]), () => CaptionTable.ReadCsv(file),
            () => CaptionTable.ReadJsonLines(file), () => CaptionFolder.List(folder),
        ];
        InvalidDataException? refused = null;
        int accepted = 0;
        foreach (Func<CaptionedImages> read in readers)
        {
            try
            {
                CaptionedImages images = read();
                for (int i = 0; i < images.Count; i++)
                {
                    Require(images, i, folder);
                }
                accepted++;
            }
            catch (InvalidDataException exception)
            {
                refused = exception;
            }
        }
        if (accepted == 0 && refused is not null)
        {
            throw refused;
        }
    }

    private static void Require(CaptionedImages images, int index, string folder)
    {
        if (images.CaptionsOf(index).Count == 0 || images.CaptionsOf(index).Any(string.IsNullOrWhiteSpace)
            || Path.GetDirectoryName(Path.GetFullPath(images.PathOf(index))) != Path.GetFullPath(folder))
        {
            throw new InvalidOperationException($"{images.PathOf(index)} has no caption, or lies elsewhere.");
        }
    }
}
