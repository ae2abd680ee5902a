namespace Microsoft.ML;

/// <summary>Keeps rows in files, in a format of their own: types and annotations survive, and reading needs no parsing.</summary>
public static class BinaryLoaderSaverCatalog
{
    /// <summary>Writes the rows of a data view.</summary>
    /// <param name="catalog">The catalog.</param>
    /// <param name="data">The rows. Columns that have no built-in type, such as images, are left out, and the log says so.</param>
    /// <param name="stream">Where to write; it stays open.</param>
    /// <param name="keepHidden">Whether to write columns that others of the same name hide.</param>
    /// <exception cref="InvalidOperationException">There is no column that can be written.</exception>
    public static void SaveAsBinary(this DataOperationsCatalog catalog, IDataView data, Stream stream, bool keepHidden = false)
    {
        var env = EnvironmentOf(catalog);
        env.CheckValue(data, nameof(data));
        env.CheckValue(stream, nameof(stream));
        using var channel = env.Start("Saving data");
        BinaryRows.Write(channel, data, SavableColumns.Of(channel, data.Schema, keepHidden), stream);
    }

    /// <summary>The rows of a file that <see cref="SaveAsBinary"/> has written, read anew by each cursor.</summary>
    /// <exception cref="FormatException">The file has another format, or is damaged.</exception>
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, IMultiStreamSource fileSource)
    {
        var env = EnvironmentOf(catalog);
        env.CheckValue(fileSource, nameof(fileSource));
        env.CheckParam(fileSource.Count == 1, nameof(fileSource), $"Rows are loaded from one file; there are {fileSource.Count}");
        return new BinaryRows(env, fileSource);
    }

    /// <summary>The rows of a file that <see cref="SaveAsBinary"/> has written, read anew by each cursor.</summary>
    /// <exception cref="FormatException">The file has another format, or is damaged.</exception>
    public static IDataView LoadFromBinary(this DataOperationsCatalog catalog, string path)
    {
        EnvironmentOf(catalog).CheckNonEmpty(path, nameof(path));
        return catalog.LoadFromBinary(new MultiFileSource(path));
    }

    private static IHostEnvironment EnvironmentOf(DataOperationsCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Environment;
    }
}
