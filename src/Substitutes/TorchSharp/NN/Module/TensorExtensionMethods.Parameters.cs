using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp;

public static partial class TensorExtensionMethods
{
    /// <summary>A parameter made of a tensor, which becomes empty.</summary>
    public static Parameter AsParameter(this Tensor tensor) => new(tensor);
}
