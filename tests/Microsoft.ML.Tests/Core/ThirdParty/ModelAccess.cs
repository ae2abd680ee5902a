using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Tests.Core.ThirdParty;

/// <summary>The internals of ML.NET that a transformer from outside needs to keep its weights in the model's zip.</summary>
internal static class ModelAccess
{
    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly _core = typeof(ModelSaveContext).Assembly;

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    public static extern void CheckAtModel(ModelSaveContext ctx);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    public static extern void SaveNonEmptyString(ModelSaveContext ctx, string str);

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    public static extern void SaveBinaryStream(ModelSaveContext ctx, string name, Action<BinaryWriter> action);

    public static object Version(string modelSignature, uint written, uint readable, uint back, string loaderSignature) => Construct(Find("Microsoft.ML.VersionInfo"),
        [typeof(string), typeof(uint), typeof(uint), typeof(uint), typeof(string), typeof(string), typeof(string)],
        modelSignature, written, readable, back, null, loaderSignature, null);

    public static void SetVersionInfo(ModelSaveContext ctx, object version) => Invoke(typeof(ModelSaveContext).GetMethod("SetVersionInfo", Any)!, ctx, version);

    public static void AddLoader(ComponentCatalog catalog, Type instanceType, Type loaderType, string loadName)
    {
        var signature = Find("Microsoft.ML.SignatureLoadModel");
        var attribute = Construct(Find("Microsoft.ML.LoadableClassAttribute"),
            [typeof(Type), typeof(Type), typeof(Type), typeof(Type), typeof(string), typeof(string[])],
            instanceType, loaderType, null, signature, loadName, new[] { loadName });
        var create = loaderType.GetMethod("Create", Any, [typeof(IHostEnvironment), Find("Microsoft.ML.ModelLoadContext")])!;
        var info = Construct(typeof(ComponentCatalog).GetNestedType("LoadableClassInfo", Any)!,
            [Find("Microsoft.ML.LoadableClassAttributeBase"), typeof(MethodInfo), typeof(ConstructorInfo), typeof(MethodInfo), typeof(bool)],
            attribute, null, null, create, true);
        Invoke(typeof(ComponentCatalog).GetMethod("AddClass", Any)!, catalog, info, new[] { loadName }, true);
    }

    private static Type Find(string name) => _core.GetType(name, throwOnError: true)!;

    private static object Construct(Type type, Type[] parameters, params object?[] arguments) =>
        type.GetConstructor(Any, parameters)!.Invoke(BindingFlags.DoNotWrapExceptions, null, arguments, null);

    private static object? Invoke(MethodInfo method, object target, params object?[] arguments) =>
        method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null);

    /// <summary>A ModelLoadContext.</summary>
    internal readonly struct Loading(object context)
    {
        public void CheckAtModel(object version) => Invoke(Method("CheckAtModel", version.GetType()), context, version);

        public string LoadNonEmptyString() => (string)Invoke(Method("LoadNonEmptyString"), context)!;

        public bool TryLoadBinaryStream(string name, Action<BinaryReader> action) =>
            (bool)Invoke(Method("TryLoadBinaryStream", typeof(string), typeof(Action<BinaryReader>)), context, name, action)!;

        private MethodInfo Method(string name, params Type[] parameters) => context.GetType().GetMethod(name, Any, parameters)!;
    }
}
