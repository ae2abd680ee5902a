using System.Text;
using Microsoft.ML;

namespace CausalFusion.Fuzz.Targets;

/// <summary>Captions and their references, as rows of texts that are judged.</summary>
internal sealed class CaptionsTarget : FuzzTarget
{
    private const int MostRows = 50;

    private static readonly MLContext _context = new();

    public override string Name => "captions";

    // InvalidOperationException: where there is no row.
    public override IReadOnlyList<Type> Documented { get; } = [typeof(InvalidDataException), typeof(InvalidOperationException)];

    public override IReadOnlyList<byte[]> MakeSeeds() => [.. new[]
    {
        "a cat sits on a mat\ta cat on a mat\tthe cat sat\na dog\tdogs run\n",
        "größer als 猫\tgrößer als 🐈 ist nichts\n", "a\ta\n", "!?.,\tone word\n",
    }.Select(Encoding.UTF8.GetBytes)];

    public override void Read(byte[] input, string folder)
    {
        Row[] rows = [.. Encoding.UTF8.GetString(input).Split('\n').Where(line => line.Contains('\t', StringComparison.Ordinal)).Take(MostRows)
            .Select(line => line.Split('\t')).Select(parts => new Row { Caption = parts[0], References = parts[1..] })];
        IDataView data = _context.Data.LoadFromEnumerable(rows);
        _ = _context.ImageCaptioning.Evaluate(data, nameof(Row.Caption), nameof(Row.References));
    }

    private sealed class Row
    {
        public string Caption { get; set; } = "";

        public string[] References { get; set; } = [];
    }
}
