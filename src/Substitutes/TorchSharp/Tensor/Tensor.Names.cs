using System.Runtime.InteropServices;
using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The names of the dimensions, null for those without.</summary>
        public unsafe string[] names
        {
            get
            {
                var found = new string[Dimensions];
                for (var i = 0; i < found.Length; i++) found[i] = Marshal.PtrToStringUTF8((nint)Native.ts_tensor_name(Handle, i))!;
                return found;
            }
        }

        public bool has_names() => Native.ts_tensor_has_names(Handle) != 0;

        /// <summary>Another view with other names; null drops them.</summary>
        public Tensor rename(IEnumerable<string> names) => Ops.alias.Call(this).rename_(names);

        public unsafe Tensor rename_(IEnumerable<string> names)
        {
            var texts = (names ?? []).Select(Marshal.StringToCoTaskMemUTF8).ToArray();
            try
            {
                fixed (nint* p = texts) Errors.Check(Native.ts_tensor_set_names(Handle, (byte**)p, texts.Length));
            }
            finally
            {
                Array.ForEach(texts, Marshal.FreeCoTaskMem);
            }
            return this;
        }

        /// <summary>Names dimensions that have none yet.</summary>
        public Tensor refine_names(IEnumerable<string> names)
        {
            var old = this.names;
            var refined = names.ToArray();
            if (refined.Length != old.Length) throw new ArgumentException($"{refined.Length} names were given for {old.Length} dimensions.");
            for (var i = 0; i < old.Length; i++)
            {
                if (old[i] is not null && old[i] != refined[i])
                    throw new ArgumentException($"Dimension {i} is named '{old[i]}' already and cannot become '{refined[i]}'.");
            }
            return rename(refined);
        }

        public Tensor refine_names(params string[] names) => refine_names((IEnumerable<string>)names);
    }
}
