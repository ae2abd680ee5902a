using TorchSharp.Interop;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>A stream of random numbers.</summary>
    public class Generator : IDisposable
    {
        private nint handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Errors.Check(Native.ts_generator_new(seed))) => this.device = InitializeDevice(device);

        private Generator(nint handle)
        {
            this.handle = handle;
            device = CPU;
        }

        ~Generator() => Dispose(false);

        /// <summary>The generator behind operators that are given none.</summary>
        public static Generator Default => new(Errors.Check(Native.ts_generator_default()));

        public IntPtr Handle => handle != 0 ? handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            Errors.Check(Native.ts_generator_set_seed(Handle, unchecked((ulong)seed)));
            return this;
        }

        /// <summary>Seeds from entropy.</summary>
        public unsafe long seed()
        {
            ulong seed;
            Errors.Check(Native.ts_generator_seed(Handle, &seed));
            return unchecked((long)seed);
        }

        public unsafe long initial_seed()
        {
            ulong seed;
            Errors.Check(Native.ts_generator_initial_seed(Handle, &seed));
            return unchecked((long)seed);
        }

        public Tensor get_state() => new(Errors.Check(Native.ts_generator_state(Handle)));

        public void set_state(Tensor value)
        {
            Errors.Check(Native.ts_generator_set_state(Handle, value.Handle));
            GC.KeepAlive(value);
        }

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            var released = Interlocked.Exchange(ref handle, 0);
            if (released != 0) Native.ts_generator_free(released);
        }
    }
}
