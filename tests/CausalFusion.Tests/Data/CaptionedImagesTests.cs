using CausalFusion.Data;

namespace CausalFusion.Tests.Data;

public sealed class CaptionedImagesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Coco_captions_are_those_of_their_images()
    {
        Touch("1.jpg", "2.jpg", "3.jpg");
        string file = Write("c.json", """
            {"images":[{"id":1,"file_name":"1.jpg"},{"id":2,"file_name":"2.jpg"},{"id":3,"file_name":"3.jpg"}],
            "annotations":[{"id":1,"image_id":2,"caption":" b "},{"id":2,"image_id":1,"caption":"a"},{"id":3,"image_id":2,"caption":"B"}]}
            """);
        CaptionedImages images = CocoCaptions.Read(file, _folder.Path);
        Assert.Equal([("1.jpg", "a"), ("2.jpg", "b|B")], Told(images));
        Assert.Equal([new LeftOutFiles("images without a caption", 1, "3.jpg")], images.LeftOut);
    }

    [Theory]
    [InlineData("{", "expected JSON")]
    [InlineData("[]", "expected an object with images, found Array")]
    [InlineData("""{"images":[]}""", "expected annotations, found none")]
    [InlineData("""{"images":[{"id":1,"file_name":"1.jpg"},{"id":1,"file_name":"2.jpg"}],"annotations":[]}""", "images[1]: expected an id of its own, found 1")]
    [InlineData("""{"images":[],"annotations":[{"id":1,"image_id":7,"caption":"x"}]}""", "annotations[0]: expected the id of an image, found 7")]
    [InlineData("""{"images":[{"id":1,"file_name":"../1.jpg"}],"annotations":[]}""", "images[0]: expected the path of an image within the folder, found '../1.jpg'")]
    [InlineData("""{"images":[{"id":1,"file_name":"/etc/passwd"}],"annotations":[]}""", "within the folder, found '/etc/passwd'")]
    [InlineData("""{"images":[{"id":1,"file_name":"9.jpg"}],"annotations":[]}""", "images[0]: expected the image '9.jpg' in '")]
    [InlineData("""{"images":[{"id":1,"file_name":"1.jpg"}],"annotations":[]}""", "expected images with captions, found none, but 1 images without a caption ('1.jpg')")]
    public void A_coco_file_that_is_wrong_is_refused_by_place(string json, string message)
    {
        Touch("1.jpg", "2.jpg");
        string file = Write("c.json", json);
        string refused = Assert.Throws<InvalidDataException>(() => CocoCaptions.Read(file, _folder.Path)).Message;
        Assert.Contains($"'{file}'", refused, StringComparison.Ordinal);
        Assert.Contains(message, refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_are_not_there_are_counted_where_that_is_asked_for()
    {
        Touch("1.jpg");
        string file = Write("t.jsonl", "{\"path\":\"1.jpg\",\"caption\":[\"a\",\"b\"]}\n\n{\"path\":\"9.jpg\",\"caption\":\"c\"}\n");
        CaptionedImages images = CaptionTable.ReadJsonLines(file, options: new() { OnMissingImage = BadImageAction.Skip });
        Assert.Equal([("1.jpg", "a|b")], Told(images));
        Assert.Equal([new LeftOutFiles("captioned images that aren't there", 1, "9.jpg")], images.LeftOut);
        Assert.Contains("line 3: expected the image '9.jpg'", Assert.Throws<InvalidDataException>(
            () => CaptionTable.ReadJsonLines(file)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"path":"1.jpg","caption":"\ud800"}""", "line 1, caption: expected valid Unicode")]
    [InlineData("""{"path":"1.jpg","caption":["a","\ud800"]}""", "line 1, caption: expected valid Unicode")]
    [InlineData("""{"path":"1.jpg","caption":["a",1]}""", "line 1: expected caption of texts, found Number")]
    public void A_caption_that_is_no_text_is_refused_by_place(string line, string message)
    {
        Touch("1.jpg");
        string file = Write("t.jsonl", line);
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => CaptionTable.ReadJsonLines(file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_that_is_no_text_is_refused_by_place()
    {
        Touch("1.jpg");
        string file = Write("c.json", """{"images":[{"id":"\udc00","file_name":"1.jpg"}],"annotations":[]}""");
        Assert.Contains("images[0], id: expected valid Unicode", Assert.Throws<InvalidDataException>(
            () => CocoCaptions.Read(file, _folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Karpathys_splits_are_read_by_name()
    {
        Touch("val/1.jpg", "2.jpg");
        string file = Write("k.json", """
            {"images":[{"imgid":0,"split":"val","filepath":"val","filename":"1.jpg","sentences":[{"raw":"a"},{"raw":"b"}]},
            {"imgid":1,"split":"train","filename":"2.jpg","sentences":[{"raw":"c"}]}]}
            """);
        Assert.Equal([("val/1.jpg", "a|b")], Told(KarpathyCaptions.Read(file, _folder.Path, ["val"])));
        Assert.Equal([("val/1.jpg", "a|b"), ("2.jpg", "c")], Told(KarpathyCaptions.Read(file, _folder.Path, ["val", "train"])));
        Assert.Contains("expected the split 'test', found train, val", Assert.Throws<InvalidDataException>(
            () => KarpathyCaptions.Read(file, _folder.Path, ["test"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_file_beside_an_image_has_a_caption_on_each_line()
    {
        Touch("b.png", "a.JPG", "c.jpg", "notes.md");
        Write("a.txt", "one\r\n\r\ntwo\n");
        Write("b.txt", "three");
        CaptionedImages images = CaptionFolder.List(_folder.Path);
        Assert.Equal([("a.JPG", "one|two"), ("b.png", "three")], Told(images));
        Assert.Equal(["files of other kinds", "images without a caption"], images.LeftOut.Select(files => files.Kind).Order());
        Write("z.txt", "x");
        Assert.Contains("z.txt': expected an image", Assert.Throws<InvalidDataException>(
            () => CaptionFolder.List(_folder.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quoted_fields_have_commas_quotes_and_line_ends()
    {
        Touch("1.jpg", "2.jpg");
        string file = Write("t.csv", "caption,path,more\n\"a, \"\"b\"\"\nc\",1.jpg,0\r\nd,2.jpg,1\ne,1.jpg,2\n");
        Assert.Equal([("1.jpg", "a, \"b\"\nc|e"), ("2.jpg", "d")], Told(CaptionTable.ReadCsv(file)));
        Assert.Contains("row 2: expected 3 fields, found 2", Refused("caption,path,more\na,1.jpg\n"), StringComparison.Ordinal);
        Assert.Contains("expected one column 'path', found 0 among a, b", Refused("a,b\n"), StringComparison.Ordinal);
        Assert.Contains("line 2: expected a quote that ends the field", Refused("caption,path\n\"a,1.jpg\n"), StringComparison.Ordinal);

        string Refused(string csv) => Assert.Throws<InvalidDataException>(() => CaptionTable.ReadCsv(Write("u.csv", csv))).Message;
    }

    [Fact]
    public void An_emojis_variations_are_in_its_part_and_named_by_skin()
    {
        Touch("img/google/64/1f385.png", "img/google/64/1f385-1f3fb.png");
        Write("emoji.json", """
            [{"name":"FATHER CHRISTMAS","unified":"1F385","image":"1f385.png","category":"People & Body",
            "skin_variations":{"1F3FB":{"unified":"1F385-1F3FB","image":"1f385-1f3fb.png"}}}]
            """);
        CaptionedImages images = EmojiImages.Read(_folder.Path, EmojiParts.All);
        Assert.Equal(
            ["father christmas|father christmas, people & body", "father christmas, light skin|father christmas, light skin, people & body"],
            Told(images).Select(image => image.Captions));
        Assert.Equal(1, EmojiImages.Read(_folder.Path, EmojiParts.All, skinVariations: false).Count);
        int[] parts = [.. new[] { EmojiParts.Train, EmojiParts.Validation, EmojiParts.Test }.Select(CountOf)];
        Assert.Equal([0, 0, 2], parts.Order());
    }

    [Theory]
    [InlineData("1F3A8", "1F9D1-200D-1F3A8", "1F468-200D-1F3A8", "1F469-200D-1F3A8")]
    [InlineData("1F468-200D-1F468-200D-1F466", "1F469-200D-1F467-200D-1F466", "1F468", "1F469", "1F9D1")]
    [InlineData("1F46A", "1F468-200D-1F468-200D-1F466", "1F9D1-200D-1F9D2-200D-1F9D2", "1F9D1-200D-1F9D2", "1F9D2")]
    [InlineData("1F491", "1F469-200D-2764-FE0F-200D-1F468", "1F468-200D-2764-FE0F-200D-1F468")]
    [InlineData("1F48F", "1F469-200D-2764-FE0F-200D-1F48B-200D-1F468")]
    [InlineData("1F46B", "1F46C", "1F9D1-200D-1F91D-200D-1F9D1")]
    public void People_with_the_same_thing_are_in_one_part(params string[] codes)
    {
        Touch([.. codes.Select(code => $"img/google/64/{code}.png")]);
        Write("emoji.json", $"[{string.Join(',', codes.Select(code => $$"""
            {"name":"{{code}}","unified":"{{code}}","image":"{{code}}.png","category":"People & Body"}
            """))}]");

        int[] parts = [.. new[] { EmojiParts.Train, EmojiParts.Validation, EmojiParts.Test }.Select(CountOf)];

        Assert.Equal([0, 0, codes.Length], parts.Order());
    }

    [Fact]
    public void Emoji_with_one_image_are_in_one_part()
    {
        string json = "[" + string.Join(',', new[] { "1F1F8-1F1E6", "1F1E8-1F1F6" }.Select(code => $$"""
            {"name":"{{code}}","unified":"{{code}}","image":"{{code}}.png","category":"Flags"}
            """)) + "]";
        Write("emoji.json", json);
        Touch("img/google/64/1F1F8-1F1E6.png", "img/google/64/1F1E8-1F1F6.png");
        Assert.Equal((1, 1, 2), (CountOf(EmojiParts.Train), CountOf(EmojiParts.Test), CountOf(EmojiParts.Train | EmojiParts.Test)));

        File.Copy(_folder["img/google/64/1F1F8-1F1E6.png"], _folder["img/google/64/1F1E8-1F1F6.png"], overwrite: true);

        Assert.Equal((2, 0), (CountOf(EmojiParts.Train), CountOf(EmojiParts.Test)));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmojiImages.Read(_folder.Path, EmojiParts.None));
        Assert.Throws<ArgumentOutOfRangeException>(() => EmojiImages.Read(_folder.Path, (EmojiParts)8));
    }

    private int CountOf(EmojiParts part)
    {
        try
        {
            return EmojiImages.Read(_folder.Path, part).Count;
        }
        catch (InvalidDataException)
        {
            return 0;
        }
    }

    private static IEnumerable<(string File, string Captions)> Told(CaptionedImages images) => Enumerable.Range(0, images.Count).Select(
        i => (Path.GetRelativePath(images.Path, images.PathOf(i)).Replace('\\', '/'), string.Join('|', images.CaptionsOf(i))));

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
            File.WriteAllText(_folder[name], name);
        }
    }

    private string Write(string name, string text)
    {
        File.WriteAllText(_folder[name], text);
        return _folder[name];
    }
}
