using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace TorchSharp.Interop;

/// <summary>The C ABI of LibTorchSharp. Functions that only read a field skip the GC transition.</summary>
internal static unsafe partial class Native
{
    private const string Library = "LibTorchSharp";

    static Native() => Load();

    /// <summary>Loads the library with the environment that thread pools read only once.</summary>
    private static void Load()
    {
        // .NET's own SetEnvironmentVariable does not reach native code. Spinning OpenMP threads cost more than they save on a
        // shared machine; and OpenBLAS needs no pool, since products are split over the threads of everything else.
        SetNativeEnvironment("OMP_WAIT_POLICY", "passive", overwrite: 0);
        SetNativeEnvironment("OPENBLAS_NUM_THREADS", "1", overwrite: 0);
        if (BlasKernels() is { } kernels) SetNativeEnvironment("OPENBLAS_CORETYPE", kernels, overwrite: 0);
        var path = Path.Combine(Path.GetDirectoryName(typeof(Native).Assembly.Location) ?? AppContext.BaseDirectory, "LibTorchSharp.so");
        var library = File.Exists(path) ? NativeLibrary.Load(path) : NativeLibrary.Load(Library, typeof(Native).Assembly, null);
        NativeLibrary.SetDllImportResolver(typeof(Native).Assembly, (name, _, _) => name == Library ? library : 0);
        var threads = Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null ? Environment.ProcessorCount : 0;
        Errors.Check(ts_start(threads));
    }

    /// <summary>
    /// The kernels that fit this processor. OpenBLAS goes by model numbers, and on one newer than itself (Emerald Rapids, for
    /// Debian's 0.3.21) falls back to those of 2004, which are three times slower.
    /// </summary>
    private static string? BlasKernels() => true switch
    {
        _ when Avx512BW.IsSupported && Avx512DQ.IsSupported && Avx512CD.IsSupported && Avx512F.VL.IsSupported => "SkylakeX",
        _ when Avx2.IsSupported && Fma.IsSupported => "Haswell",
        _ => null,
    };

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetNativeEnvironment(string name, string value, int overwrite);

    [DllImport(Library)] public static extern byte* ts_last_error(long* managed);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ts_find(string name, string overload);
    [DllImport(Library)] public static extern int ts_call(nint op, Value* arguments, int count, Value* results, int capacity);
    [DllImport(Library)] public static extern int ts_call_inplace(nint op, Value* arguments, int count);

    [DllImport(Library)] public static extern void ts_tensor_free(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern nint ts_tensor_alias(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_tensor_dim(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_tensor_numel(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_tensor_dtype(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_tensor_element_size(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern long ts_tensor_device(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_tensor_layout(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_tensor_requires_grad(nint tensor);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_tensor_is_leaf(nint tensor);
    [DllImport(Library)] public static extern long ts_tensor_shape(nint tensor, long* sizes, long* strides, long capacity);
    [DllImport(Library)] public static extern long ts_tensor_size(nint tensor, long dim);
    [DllImport(Library)] public static extern int ts_tensor_stride(nint tensor, long dim, long* stride);
    [DllImport(Library)] public static extern long ts_tensor_storage_offset(nint tensor);
    [DllImport(Library)] public static extern int ts_tensor_is_contiguous(nint tensor);
    [DllImport(Library)] public static extern int ts_tensor_data(nint tensor, void** data);
    [DllImport(Library)] public static extern int ts_tensor_storage(nint tensor, void** data, long* bytes);
    [DllImport(Library)] public static extern int ts_tensor_set_requires_grad(nint tensor, int value);
    [DllImport(Library)] public static extern int ts_tensor_retain_grad(nint tensor);
    [DllImport(Library)] public static extern nint ts_tensor_grad(nint tensor);
    [DllImport(Library)] public static extern int ts_tensor_set_grad(nint tensor, nint grad);
    [DllImport(Library)] public static extern int ts_tensor_set_names(nint tensor, byte** names, long count);
    [DllImport(Library)] public static extern byte* ts_tensor_name(nint tensor, long dim);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_tensor_has_names(nint tensor);
    [DllImport(Library)]
    public static extern nint ts_tensor_from_blob(
        void* data, long* sizes, long dims, int dtype, delegate* unmanaged<nint, void> free, nint context);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int ts_tensor_save(nint tensor, string path);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ts_tensor_load(string path);

    [DllImport(Library)] public static extern int ts_default_dtype();
    [DllImport(Library)] public static extern int ts_set_default_dtype(int dtype);
    [DllImport(Library)] private static extern int ts_start(int threads);
    [DllImport(Library)] public static extern void ts_memory(long* inUse, long* unused, long* most);
    [DllImport(Library)] public static extern int ts_set_num_threads(int count);
    [DllImport(Library)] public static extern int ts_get_num_threads();
    [DllImport(Library)] public static extern int ts_set_num_interop_threads(int count);
    [DllImport(Library)] public static extern int ts_get_num_interop_threads();

    [DllImport(Library)] public static extern nint ts_generator_new(ulong seed);
    [DllImport(Library)] public static extern nint ts_generator_default();
    [DllImport(Library)] public static extern void ts_generator_free(nint generator);
    [DllImport(Library)] public static extern int ts_generator_set_seed(nint generator, ulong seed);
    [DllImport(Library)] public static extern int ts_generator_seed(nint generator, ulong* seed);
    [DllImport(Library)] public static extern int ts_generator_initial_seed(nint generator, ulong* seed);
    [DllImport(Library)] public static extern nint ts_generator_state(nint generator);
    [DllImport(Library)] public static extern int ts_generator_set_state(nint generator, nint state);

    [DllImport(Library), SuppressGCTransition] public static extern int ts_grad_enabled();
    [DllImport(Library), SuppressGCTransition] public static extern void ts_set_grad_enabled(int enabled);
    [DllImport(Library), SuppressGCTransition] public static extern int ts_inference_mode();
    [DllImport(Library)] public static extern nint ts_inference_mode_enter(int enabled);
    [DllImport(Library)] public static extern void ts_inference_mode_leave(nint guard);
    [DllImport(Library)] public static extern int ts_anomaly_mode();
    [DllImport(Library)] public static extern void ts_set_anomaly_mode(int enabled, int checkNaN);
    [DllImport(Library)]
    public static extern int ts_backward(
        nint* tensors, long tensorCount, nint* grads, long gradCount, int retainGraph, int createGraph, nint* inputs, long inputCount);
    [DllImport(Library)]
    public static extern int ts_grad(
        nint* outputs, long outputCount, nint* inputs, long inputCount, nint* grads, long gradCount, int retainGraph, int createGraph,
        int allowUnused, nint* results);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    public static partial nint ts_node_new(
        string name, nint context, delegate* unmanaged<nint, nint*, long, nint*, long, long> backward, delegate* unmanaged<nint, void> free);
    [DllImport(Library)] public static extern void ts_node_release(nint node);
    [DllImport(Library)] public static extern int ts_node_connect(nint node, nint* arguments, long count);
    [DllImport(Library)]
    public static extern int ts_node_wrap(
        nint node, int executable, nint* arguments, long argumentCount, nint* nonDifferentiable, long nonDifferentiableCount, nint* dirty,
        long dirtyCount, nint* outputs, long outputCount, nint* results);
    [DllImport(Library)] public static extern int ts_node_save(nint node, nint* tensors, long count);
    [DllImport(Library)] public static extern nint ts_node_raw(nint node);
    [DllImport(Library)] public static extern long ts_node_saved_count(nint raw);
    [DllImport(Library)] public static extern int ts_node_unpack(nint raw, nint* results);
}
