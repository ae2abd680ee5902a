using System.Reflection;

namespace Microsoft.ML.Transforms;

/// <summary>Calls generic methods with type arguments that are known only at run time.</summary>
internal static class GenericCall
{
    /// <summary>Calls a method, given as a delegate of any of its instantiations, with the given type arguments.</summary>
    internal static TResult Invoke<TResult>(Delegate anyInstantiation, Type[] typeArguments, params object[] arguments)
    {
        var method = anyInstantiation.Method.GetGenericMethodDefinition().MakeGenericMethod(typeArguments);
        return (TResult)method.Invoke(anyInstantiation.Target, BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
