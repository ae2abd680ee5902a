namespace Microsoft.Data.Analysis;

/// <summary>An operation on two numbers.</summary>
internal enum ColumnOperation
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
}
