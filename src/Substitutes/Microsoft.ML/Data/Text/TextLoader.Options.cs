namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>How text is laid out, and what columns it gives.</summary>
    public class Options
    {
        /// <summary>Whether a field may stand in quotes, within which a separator means nothing.</summary>
        public bool AllowQuoting;

        /// <summary>Whether the end of a line may be sparse: a number of fields, then those that have a value as "index:value".</summary>
        public bool AllowSparse;

        /// <summary>How many fields a line has; by default as many as the columns take, or the first line has.</summary>
        public int? InputSize;

        /// <summary>What separates fields.</summary>
        public char[] Separators = ['\t'];

        public char DecimalMarker = '.';

        /// <summary>The columns; null where the file's own comment says them.</summary>
        public Column[] Columns;

        /// <summary>Whether white space at the ends of fields is dropped.</summary>
        public bool TrimWhitespace;

        /// <summary>Whether the first line of each file names the fields.</summary>
        public bool HasHeader;

        /// <summary>Reading ahead on other threads, which changes no result; this loader reads on the caller's.</summary>
        public bool UseThreads = true;

        /// <summary>Whether a field in quotes may go on over several lines.</summary>
        public bool ReadMultilines;

        /// <summary>A file whose first line names the fields.</summary>
        public string HeaderFile;

        /// <summary>How many rows to read; null for all.</summary>
        public long? MaxRows;

        /// <summary>What stands before a quote within quotes.</summary>
        public char EscapeChar = '"';

        /// <summary>Whether an empty field is NaN in a column of real numbers, rather than 0.</summary>
        public bool MissingRealsAsNaNs;
    }
}
