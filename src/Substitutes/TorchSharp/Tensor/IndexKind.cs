namespace TorchSharp;

/// <summary>The ways of indexing one dimension.</summary>
internal enum IndexKind
{
    Slice,
    Single,
    Ellipsis,
    NewAxis,
    Bool,
    Tensor,
}
