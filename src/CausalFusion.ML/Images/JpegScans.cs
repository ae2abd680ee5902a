using System.Buffers.Binary;

namespace CausalFusion.ML.Images;

/// <summary>The scans of a JPEG file: each goes over the whole image, so many of them take time that a file's length does not show.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="HasEnd">Whether the file has the marker of its image's end.</param>
internal readonly record struct JpegScans(int Count, bool HasEnd)
{
    private const byte Mark = 0xFF, Stuffed = 0x00, Temporary = 0x01, FirstRestart = 0xD0, Start = 0xD8, End = 0xD9, Scan = 0xDA;

    /// <summary>The most pixels of all scans together; images of photographs have about ten scans, if they are progressive.</summary>
    private const long MostPixels = 2L << 30;

    /// <summary>Walks over a file's segments (ITU-T T.81, annex B).</summary>
    public static JpegScans Read(ReadOnlySpan<byte> file)
    {
        int scans = 0;
        for (int place = 2; place + 2 <= file.Length;)
        {
            if (file[place] != Mark)
            {
                int next = file[place..].IndexOf(Mark); // within a scan
                if (next < 0)
                {
                    break;
                }
                place += next;
                continue;
            }
            byte marker = file[place + 1];
            switch (marker)
            {
                case End:
                    return new JpegScans(scans, HasEnd: true);
                case Mark:
                    place++;
                    break;
                case Stuffed or Temporary or (>= FirstRestart and <= Start):
                    place += 2;
                    break;
                default:
                    scans += marker == Scan ? 1 : 0;
                    place += 2 + (place + 4 <= file.Length ? BinaryPrimitives.ReadUInt16BigEndian(file[(place + 2)..]) : 2);
                    break;
            }
        }
        return new JpegScans(scans, HasEnd: false);
    }

    /// <summary>Checks that the scans are as few as an image of a size may have.</summary>
    /// <exception cref="InvalidDataException">They are more.</exception>
    public void RequireFew(long pixels)
    {
        if (Count * pixels > MostPixels)
        {
            throw new InvalidDataException($"expected a JPEG image of at most {MostPixels / pixels} scans for its size, found {Count}.");
        }
    }
}
