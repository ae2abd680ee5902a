using System.Reflection;

namespace Microsoft.ML.Runtime;

public sealed partial class ComponentCatalog
{
    /// <summary>A class that can be made by name.</summary>
    internal sealed class LoadableClassInfo
    {
        private readonly int _ctorArgCount;

        internal LoadableClassInfo(LoadableClassAttributeBase attr, MethodInfo getter, ConstructorInfo ctor, MethodInfo create, bool requireEnvironment)
        {
            ArgumentNullException.ThrowIfNull(attr);
            Type = attr.InstanceType;
            LoaderType = attr.LoaderType;
            SignatureTypes = attr.SigTypes;
            Summary = attr.Summary;
            UserName = attr.UserName;
            LoadNames = attr.LoadNames;
            ArgType = attr.ArgType;
            RequireEnvironment = requireEnvironment;
            _ctorArgCount = attr.CtorTypes.Length;
            // Only one of the three makes it, the first given in this order.
            InstanceGetter = getter;
            Constructor = getter is null ? ctor : null;
            CreateMethod = getter is null && ctor is null ? create : null;
        }

        public Type Type { get; }

        public Type LoaderType { get; }

        public IReadOnlyList<Type> SignatureTypes { get; }

        public string Summary { get; }

        public string UserName { get; }

        public IReadOnlyList<string> LoadNames { get; }

        public Type ArgType { get; }

        public bool RequireEnvironment { get; }

        public MethodInfo InstanceGetter { get; }

        public ConstructorInfo Constructor { get; }

        public MethodInfo CreateMethod { get; }

        /// <summary>How many arguments the signature has.</summary>
        internal int ExtraArgCount => ArgType is null ? _ctorArgCount : _ctorArgCount - 1;

        internal object CreateInstance(IHostEnvironment env, object[] extra)
        {
            object[] arguments = RequireEnvironment ? [env, .. extra] : extra;
            if (InstanceGetter is not null)
                return InstanceGetter.Invoke(null, null);
            if (Constructor is not null)
                return Constructor.Invoke(arguments);
            return CreateMethod is not null ? CreateMethod.Invoke(null, arguments) : throw env.Except($"Can't instantiate class '{Type.Name}'");
        }
    }
}
