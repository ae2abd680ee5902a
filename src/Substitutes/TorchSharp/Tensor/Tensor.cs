using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A reference to a native tensor. Owned by the dispose scope it was made in, else by whoever holds it, at last by its finalizer.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;
        private nint handle;

        internal Tensor(nint handle)
        {
            this.handle = handle;
            var total = Interlocked.Increment(ref totalCount);
            if (total > peakCount) peakCount = total;
            OwningDisposeScope = DisposeScopeManager.Instance.Register(this);
        }

        private Tensor()
        {
        }

        ~Tensor() => Dispose(false);

        /// <summary>Live tensor objects; several may share one native tensor.</summary>
        public static long TotalCount => totalCount;

        public static long PeakCount => peakCount;

        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public bool IsInvalid => handle == 0;

        /// <summary>A label for debugging.</summary>
        public string name { get; set; } = null!;

        internal DisposeScope? OwningDisposeScope { get; set; }

        public void Dispose()
        {
            OwningDisposeScope?.MarkAsDisposed(this);
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released == 0) return;
            Interlocked.Decrement(ref totalCount);
            Native.ts_tensor_free(released);
        }

        /// <summary>Gives up the native tensor: the caller owns it from now on.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var released = Handle;
            Interlocked.Decrement(ref totalCount);
            handle = 0;
            return released;
        }

        /// <summary>An object for no tensor at all, which counts for nothing.</summary>
        internal static Tensor Undefined() => new();

        /// <summary>Wraps a native handle that this takes over.</summary>
        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope!);

        public Tensor MoveToOtherDisposeScope(DisposeScope other)
        {
            if (OwningDisposeScope is { } owner) owner.MoveToOther(other, this);
            else other?.Attach(this);
            return this;
        }

        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        [Obsolete("Method name is misspelled. Use DetachFromDisposeScope.")]
        public Tensor DetatchFromDisposeScope() => DetachFromDisposeScope();

        /// <summary>Another object for the same native tensor.</summary>
        public Tensor alias() => new(Native.ts_tensor_alias(Handle));

        public override bool Equals(object? obj) => obj is Tensor other && ReferenceEquals(this, other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
