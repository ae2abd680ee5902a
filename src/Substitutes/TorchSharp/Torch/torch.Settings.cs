using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public static ScalarType get_default_dtype() => (ScalarType)Native.ts_default_dtype();

    public static void set_default_dtype(ScalarType dtype) => Errors.Check(Native.ts_set_default_dtype((int)dtype));

    public static void set_default_tensor_type(Tensor t) => set_default_dtype(t.dtype);

    /// <summary>Threads that one operator may use, matrix products included.</summary>
    public static void set_num_threads(int num) => Errors.Check(Native.ts_set_num_threads(num));

    public static int get_num_threads() => Native.ts_get_num_threads();

    public static void set_num_interop_threads(int num) => Errors.Check(Native.ts_set_num_interop_threads(num));

    public static int get_num_interop_threads() => Native.ts_get_num_interop_threads();

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.Instance.Enter();

    public static DisposeScope CurrentDisposeScope => DisposeScopeManager.Instance.Current!;

    /// <summary>Runs an expression in a scope of its own; only its result survives.</summary>
    public static Tensor WrappedTensorDisposeScope(Func<Tensor> expr)
    {
        using var scope = NewDisposeScope();
        return expr().MoveToOuterDisposeScope();
    }

    /// <summary>Throws what an earlier native call left behind; here every call throws at once.</summary>
    public static void CheckForErrors()
    {
    }

    public static void _assert(bool condition, string message)
    {
        if (!condition) throw new InvalidOperationException(message);
    }

    public static void _assert(Func<bool> condition, string message) => _assert(condition(), message);
}
