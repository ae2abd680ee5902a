using TorchSharp;
using static CausalFusion.Native.Scalars;
using static TorchSharp.torch;

namespace CausalFusion.Kernels;

/// <summary>
/// libtorch's operators over whole lists of tensors, in one native call each. TorchSharp does not bind them; TorchScript reaches every operator.
/// </summary>
internal static class TensorLists
{
    // Its parser wants a line break behind the last statement.
    private const string Source = """
        def adamw(parameters: List[Tensor], gradients: List[Tensor], averages: List[Tensor], squares: List[Tensor], steps: List[Tensor],
                  learning_rate: float, beta1: float, beta2: float, weight_decay: float, epsilon: float):
            torch._fused_adamw_(parameters, gradients, averages, squares, [], steps, lr=learning_rate, beta1=beta1, beta2=beta2,
                                weight_decay=weight_decay, eps=epsilon, amsgrad=False, maximize=False)

        def clip(gradients: List[Tensor], most: float) -> Tensor:
            norm = torch.linalg_vector_norm(torch.stack(torch._foreach_norm(gradients, 2.0)))
            torch._foreach_mul_(gradients, torch.clamp(most / (norm + 1e-6), max=1.0))
            return norm

        def lerp(targets: List[Tensor], sources: List[Tensor], weight: float):
            torch._foreach_lerp_(targets, sources, weight)

        def copy(targets: List[Tensor], sources: List[Tensor]):
            torch._foreach_copy_(targets, sources)

        """;

    private static readonly Lazy<jit.CompilationUnit> _script = new(() => jit.compile(Source));

    /// <summary>One step of AdamW (Loshchilov and Hutter 2019).</summary>
    /// <param name="parameters">The weights.</param>
    /// <param name="gradients">Their gradients.</param>
    /// <param name="averages">The moving averages of the gradients.</param>
    /// <param name="squares">Those of their squares.</param>
    /// <param name="step">The number of the step, from 1, a float32 scalar.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="beta1">β₁.</param>
    /// <param name="beta2">β₂.</param>
    /// <param name="weightDecay">The weight decay.</param>
    /// <param name="epsilon">ε.</param>
    public static void AdamW(
        Tensor[] parameters, Tensor[] gradients, Tensor[] averages, Tensor[] squares, Tensor step, double learningRate, double beta1, double beta2,
        double weightDecay, double epsilon)
    {
        Tensor[] steps = new Tensor[parameters.Length];
        Array.Fill(steps, step);
        using var noGrad = no_grad();
        Invoke("adamw", parameters, gradients, averages, squares, steps, learningRate, beta1, beta2, weightDecay, epsilon);
    }

    /// <summary>Scales gradients down together where their norm is larger than wanted.</summary>
    /// <param name="gradients">The gradients, at least one.</param>
    /// <param name="most">The largest norm wanted.</param>
    /// <returns>The norm before.</returns>
    public static double ClipNorm(Tensor[] gradients, double most)
    {
        using var noGrad = no_grad();
        using var norm = (Tensor)Invoke("clip", gradients, most);
        return norm.ToDouble();
    }

    /// <summary>Moves each target toward its source.</summary>
    /// <param name="targets">What is moved.</param>
    /// <param name="sources">Where to.</param>
    /// <param name="weight">How far: 0 not at all, 1 all the way.</param>
    public static void Lerp(Tensor[] targets, Tensor[] sources, double weight)
    {
        using var noGrad = no_grad();
        Invoke("lerp", targets, sources, weight);
    }

    /// <summary>Copies each source into its target, which may have another type.</summary>
    public static void Copy(Tensor[] targets, Tensor[] sources)
    {
        using var noGrad = no_grad();
        Invoke("copy", targets, sources);
    }

    // TorchSharp makes Scalars of numbers, too, and holds them no better than for its operators.
    private static object Invoke(string function, params object[] arguments) =>
        _script.Value.invoke(function, [.. arguments.Select(argument => argument is double number ? Kept(number) : argument)]);
}
