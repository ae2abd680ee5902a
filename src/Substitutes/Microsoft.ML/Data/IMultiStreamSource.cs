namespace Microsoft.ML.Data;

/// <summary>Streams by number.</summary>
public interface IMultiStreamSource
{
    int Count { get; }

    /// <summary>The path of a stream's file; null where it is none.</summary>
    string GetPathOrNull(int index);

    Stream Open(int index);

    TextReader OpenTextReader(int index);
}
