namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    /// <summary>Fields of a line that a column takes its values from.</summary>
    public sealed class Range
    {
        /// <summary>The first field, counted from 0.</summary>
        public int Min;

        /// <summary>The last field; null is the same as the first.</summary>
        public int? Max;

        /// <summary>Whether the range goes to the end of the line, which all lines have at the same place.</summary>
        public bool AutoEnd;

        /// <summary>Whether the range goes to the end of each line, wherever that is: the column has vectors that vary in length.</summary>
        public bool VariableEnd;

        /// <summary>Whether the range has all fields from the first one on that no other column takes.</summary>
        public bool AllOther;

        /// <summary>Whether the column has vectors, even of one value.</summary>
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index) : this(index, index)
        {
        }

        /// <param name="min">The first field.</param>
        /// <param name="max">The last field; null for the last of the line.</param>
        public Range(int min, int? max)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(min);
            if (max < min)
                throw new ArgumentOutOfRangeException(nameof(max), $"A range cannot end at {max} where it begins at {min}");
            Min = min;
            Max = max;
            AutoEnd = max is null;
        }
    }
}
