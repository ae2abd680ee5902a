using CausalFusion.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace CausalFusion.ML.Columns;

/// <summary>Names of image files in the text columns of a row, for messages about an image that a row was to be loaded with.</summary>
internal static class RowFileNames
{
    private static readonly ImageFolderOptions _options = new();

    /// <summary>The columns that may hold the names of what a column of images is loaded from; none for vectors of pixels.</summary>
    public static IEnumerable<DataViewSchema.Column> Columns(DataViewSchema schema, DataViewSchema.Column images) =>
        images.Type is ImageDataViewType ? Texts(schema) : [];

    /// <summary>The names in a row's columns that are active, each behind its column's; empty where there are none.</summary>
    public static string Of(DataViewRow row)
    {
        var names = new List<string>();
        foreach (DataViewSchema.Column column in Texts(row.Schema).Where(row.IsColumnActive))
        {
            ReadOnlyMemory<char> text = default;
            row.GetGetter<ReadOnlyMemory<char>>(column)(ref text);
            if (_options.IsImage(text.ToString()))
            {
                names.Add($"{column.Name} '{text}'");
            }
        }
        return names.Count == 0 ? "" : $" ({string.Join(", ", names)})";
    }

    private static IEnumerable<DataViewSchema.Column> Texts(DataViewSchema schema) =>
        schema.Where(column => column.Type is TextDataViewType && !column.IsHidden);
}
