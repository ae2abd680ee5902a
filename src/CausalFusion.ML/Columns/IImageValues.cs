namespace CausalFusion.ML.Columns;

/// <summary>Reads the images of a row that moves, as the values that a network sees or as bytes.</summary>
internal interface IImageValues : IDisposable
{
    /// <summary>Reads the current row's image.</summary>
    /// <param name="values">Receives its values in [−1, 1], (C, H, W).</param>
    /// <exception cref="InvalidDataException">The image is missing or not as expected.</exception>
    void Read(Span<float> values);

    /// <summary>Reads the current row's image.</summary>
    /// <param name="pixels">Receives its bytes, (H, W, C); numbers between two of them go to the nearer.</param>
    /// <exception cref="InvalidDataException">The image is missing or not as expected.</exception>
    void Read(Span<byte> pixels);
}
