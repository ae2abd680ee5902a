using System.Reflection;
using System.Runtime.CompilerServices;

namespace CausalFusion.ML.Tests.PublicApi;

/// <summary>What an assembly promises its users, one line for each type and member, sorted.</summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string[] Of(Assembly assembly) =>
        [.. assembly.GetTypes().Where(IsVisible).SelectMany(Lines).Distinct().Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Lines(Type type)
    {
        string name = Name(type);
        yield return $"{name} is {Modifiers(type)}{Kind(type)}{Bases(type)}";
        if (type.IsEnum)
        {
            foreach (string value in Enum.GetNames(type))
            {
                yield return $"{name} :: {value} = {Convert.ToInt64(Enum.Parse(type, value), System.Globalization.CultureInfo.InvariantCulture)}";
            }
            yield break;
        }
        foreach (MemberInfo member in type.GetMembers(Declared)
            .Where(m => !m.IsDefined(typeof(CompilerGeneratedAttribute)) || m is MethodInfo { IsSpecialName: true } || type.IsDefined(
                typeof(CompilerGeneratedAttribute))))
        {
            string? line = member switch
            {
                ConstructorInfo c when IsVisible(c) && !c.IsStatic => $".ctor({Parameters(c)})",
                MethodInfo m when IsVisible(m) =>
                    $"{(m.IsStatic ? "static " : m.IsAbstract ? "abstract " : "")}{Name(m.ReturnType)} {m.Name}{Generics(m)}({Parameters(m)})",
                FieldInfo f when f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly =>
                    f.IsLiteral
                        ? $"const {Name(f.FieldType)} {f.Name} = {f.GetRawConstantValue()}"
                        : $"{(f.IsStatic ? "static " : "")}{(f.IsInitOnly ? "readonly " : "")}{Name(f.FieldType)} {f.Name}",
                _ => null,
            };
            if (line is not null)
            {
                yield return $"{name} :: {line}";
            }
        }
    }

    private static bool IsVisible(Type type) =>
        type.IsPublic || (type.IsNested && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(type.DeclaringType!));

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Kind(Type type) =>
        type.IsEnum ? "enum" : type.IsInterface ? "interface" : type.IsValueType ? "struct" : typeof(Delegate)
            .IsAssignableFrom(type) ? "delegate" : "class";

    private static string Modifiers(Type type) =>
        type is { IsAbstract: true, IsSealed: true } ? "static " : type is { IsAbstract: true, IsInterface: false } ? "abstract " : "";

    private static string Bases(Type type)
    {
        IEnumerable<Type> interfaces = type.IsEnum
            ? []
            : type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(i => IsVisible(i) || i.IsConstructedGenericType);
        string[] bases = [.. (type.BaseType is { } b && !type.IsValueType && b != typeof(object) ? [Name(b)] : Array.Empty<string>()).Concat(
            interfaces.Select(Name).Order(StringComparer.Ordinal))];
        return bases.Length == 0 ? "" : " : " + string.Join(", ", bases);
    }

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethodDefinition ? $"<{string.Join(", ", method.GetGenericArguments().Select(a => a.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{(p.IsDefined(typeof(ParamArrayAttribute)) ? "params " : p.IsOut ? "out " : "")}{Name(p.ParameterType)} "
        + $"{p.Name}{(p.HasDefaultValue ? " = " + (p.RawDefaultValue ?? "default") : "")}"));

    private static string Name(Type type)
    {
        if (type.IsGenericParameter)
        {
            return type.Name;
        }
        if (type.IsByRef)
        {
            return "ref " + Name(type.GetElementType()!);
        }
        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        }
        string full = (type.IsNested ? Name(type.DeclaringType!) + "." : type.Namespace + ".") + type.Name.Split('`')[0];
        Type[] own = type.GetGenericArguments();
        return own.Length == 0 || !type.Name.Contains('`', StringComparison.Ordinal) ? full : $"{full}<{string.Join(", ", own.Select(Name))}>";
    }
}
