namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        private static long[] Cube(long value, int dimensions)
        {
            var result = new long[dimensions];
            Array.Fill(result, value);
            return result;
        }

        private static long[] Each((long, long) values) => [values.Item1, values.Item2];

        private static long[] Each((long, long, long) values) => [values.Item1, values.Item2, values.Item3];
    }
}
