package dev.intrain.core.tensor.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/**
 * The functions of oneDNN's C interface that matrix products need, called directly.
 *
 * <p>Initialising this class loads the library, or throws. Instruction sets are capped at avx512_core_bf16: AMX adds in another order, and
 * a row computed by our own kernels would no longer have the same bits.
 */
@SuppressWarnings("restricted") // Native access is what this class is for.
final class Dnnl {
    static final int F32 = 3;
    static final int BF16 = 2;

    private static final int BA16A64B2A = 384;
    private static final int BA16A64B = 506;
    private static final int CPU = 1;
    private static final int IN_ORDER = 1;
    private static final int USER_SCRATCHPAD = 1;
    private static final int QUERY_SCRATCHPAD = 136;
    private static final int AVX512_CORE_BF16 = 0xe7;
    private static final int AVX512_CORE = 0x27;
    private static final int AVX2 = 0x7;

    private static final SymbolLookup LIBRARY = library();
    private static final MethodHandle SET_ISA = function("dnnl_set_max_cpu_isa", JAVA_INT);
    private static final MethodHandle ISA = function("dnnl_get_effective_cpu_isa");
    private static final MethodHandle ENGINE = function("dnnl_engine_create", ADDRESS, JAVA_INT, JAVA_LONG);
    private static final MethodHandle STREAM = function("dnnl_stream_create", ADDRESS, ADDRESS, JAVA_INT);
    private static final MethodHandle STRIDED =
            function("dnnl_memory_desc_create_with_strides", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle TAGGED =
            function("dnnl_memory_desc_create_with_tag", ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle ATTRIBUTES = function("dnnl_primitive_attr_create", ADDRESS);
    private static final MethodHandle SCRATCHPAD =
            function("dnnl_primitive_attr_set_scratchpad_mode", ADDRESS, JAVA_INT);
    private static final MethodHandle POST_OPS = function("dnnl_post_ops_create", ADDRESS);
    private static final MethodHandle SUM =
            function("dnnl_post_ops_append_sum", ADDRESS, JAVA_FLOAT, JAVA_INT, JAVA_INT);
    private static final MethodHandle SET_POST_OPS = function("dnnl_primitive_attr_set_post_ops", ADDRESS, ADDRESS);
    private static final MethodHandle MATMUL = function(
            "dnnl_matmul_primitive_desc_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle PRIMITIVE = function("dnnl_primitive_create", ADDRESS, ADDRESS);
    private static final MethodHandle MEMORY = function("dnnl_memory_create", ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    private static final MethodHandle SET_HANDLE = function("dnnl_memory_set_data_handle", ADDRESS, ADDRESS);
    private static final MethodHandle EXECUTE = function("dnnl_primitive_execute", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
    private static final MethodHandle DESTROY = function("dnnl_primitive_destroy", ADDRESS);
    private static final MethodHandle DESTROY_MEMORY = function("dnnl_memory_destroy", ADDRESS);
    private static final MethodHandle DESTROY_DESCRIPTOR = function("dnnl_primitive_desc_destroy", ADDRESS);
    private static final MethodHandle DESTROY_LAYOUT = function("dnnl_memory_desc_destroy", ADDRESS);
    private static final MethodHandle DESTROY_ATTRIBUTES = function("dnnl_primitive_attr_destroy", ADDRESS);
    private static final MethodHandle DESTROY_POST_OPS = function("dnnl_post_ops_destroy", ADDRESS);
    private static final MethodHandle QUERY =
            returning(ADDRESS, "dnnl_primitive_desc_query_md", ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle SIZE = returning(JAVA_LONG, "dnnl_memory_desc_get_size", ADDRESS);
    private static final MethodHandle VERSION = returning(ADDRESS, "dnnl_version");
    private static final MethodHandle THREADS = Linker.nativeLinker()
            .downcallHandle(LIBRARY.find("omp_set_num_threads").orElseThrow(), FunctionDescriptor.ofVoid(JAVA_INT));

    private static final MemorySegment ENGINE_OF_CPU = engine();

    private Dnnl() {}

    private static SymbolLookup library() {
        try {
            return DnnlNatives.ofUser().load();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MethodHandle function(String name, MemoryLayout... arguments) {
        return returning(JAVA_INT, name, arguments);
    }

    private static MethodHandle returning(MemoryLayout result, String name, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(LIBRARY.find(name).orElseThrow(), FunctionDescriptor.of(result, arguments));
    }

    /** A call that answers with a status. */
    private interface Call {
        int make() throws Throwable;
    }

    /** A call whose first argument receives a pointer. */
    private interface Creation {
        int into(MemorySegment pointer) throws Throwable;
    }

    private static void check(Call call) {
        int status;
        try {
            status = call.make();
        } catch (Throwable e) {
            throw new IllegalStateException("A call of oneDNN failed: " + e, e);
        }
        if (status != 0) {
            throw new IllegalStateException("oneDNN refused a call with status " + status + ".");
        }
    }

    private static MemorySegment create(Creation creation) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocate(ADDRESS);
            check(() -> creation.into(pointer));
            return pointer.get(ADDRESS, 0);
        }
    }

    private static MemorySegment engine() {
        check(() -> (int) SET_ISA.invokeExact(AVX512_CORE_BF16));
        oneThread();
        return create(p -> (int) ENGINE.invokeExact(p, CPU, 0L));
    }

    /** @return whether products of BF16 have an instruction of their own here */
    static boolean multipliesBfloat16() {
        return isa() == AVX512_CORE_BF16;
    }

    /** @return whether weights of F32 may be packed ahead: the layout is that of 512-bit vectors */
    static boolean packsFloat32() {
        return isa() >= AVX512_CORE;
    }

    /** @return library, version and instruction set */
    static String description() {
        int isa = isa();
        String name = isa == AVX512_CORE_BF16
                ? "avx512_core_bf16"
                : isa >= AVX512_CORE ? "avx512_core" : isa >= AVX2 ? "avx2" : "isa " + isa;
        try {
            MemorySegment version = ((MemorySegment) VERSION.invokeExact()).reinterpret(3 * JAVA_INT.byteSize());
            return "oneDNN " + version.getAtIndex(JAVA_INT, 0) + "." + version.getAtIndex(JAVA_INT, 1) + "."
                    + version.getAtIndex(JAVA_INT, 2) + " " + name;
        } catch (Throwable e) {
            throw new IllegalStateException("A call of oneDNN failed: " + e, e);
        }
    }

    private static int isa() {
        try {
            return (int) ISA.invokeExact();
        } catch (Throwable e) {
            throw new IllegalStateException("A call of oneDNN failed: " + e, e);
        }
    }

    /** Keeps OpenMP from starting threads of its own under the calling one: our workers share the work out. */
    static void oneThread() {
        try {
            THREADS.invokeExact(1);
        } catch (Throwable e) {
            throw new IllegalStateException("A call of OpenMP failed: " + e, e);
        }
    }

    static MemorySegment stream() {
        return create(p -> (int) STREAM.invokeExact(p, ENGINE_OF_CPU, IN_ORDER));
    }

    static MemorySegment layout(int dtype, long rows, long columns, long rowStride, long columnStride) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment extents = arena.allocateFrom(JAVA_LONG, rows, columns);
            MemorySegment strides = arena.allocateFrom(JAVA_LONG, rowStride, columnStride);
            return create(p -> (int) STRIDED.invokeExact(p, 2, extents, dtype, strides));
        }
    }

    /** @return the layout of {@link PackedWeights} for the products of so many steps of depth and columns */
    static MemorySegment packedLayout(int dtype, long depth, long columns) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment extents = arena.allocateFrom(JAVA_LONG, depth, columns);
            int tag = dtype == F32 ? BA16A64B : BA16A64B2A;
            return create(p -> (int) TAGGED.invokeExact(p, 2, extents, dtype, tag));
        }
    }

    /** @return the descriptor of C (+)= A B */
    static MemorySegment product(MemorySegment a, MemorySegment b, MemorySegment c, boolean accumulate) {
        MemorySegment attributes = create(p -> (int) ATTRIBUTES.invokeExact(p));
        check(() -> (int) SCRATCHPAD.invokeExact(attributes, USER_SCRATCHPAD));
        if (accumulate) {
            MemorySegment steps = create(p -> (int) POST_OPS.invokeExact(p));
            check(() -> (int) SUM.invokeExact(steps, 1f, 0, 0));
            check(() -> (int) SET_POST_OPS.invokeExact(attributes, steps));
            check(() -> (int) DESTROY_POST_OPS.invokeExact(steps));
        }
        MemorySegment descriptor =
                create(p -> (int) MATMUL.invokeExact(p, ENGINE_OF_CPU, a, b, MemorySegment.NULL, c, attributes));
        check(() -> (int) DESTROY_ATTRIBUTES.invokeExact(attributes));
        return descriptor;
    }

    static MemorySegment scratchpad(MemorySegment descriptor) {
        try {
            return (MemorySegment) QUERY.invokeExact(descriptor, QUERY_SCRATCHPAD, 0);
        } catch (Throwable e) {
            throw new IllegalStateException("A call of oneDNN failed: " + e, e);
        }
    }

    static long size(MemorySegment layout) {
        try {
            return (long) SIZE.invokeExact(layout);
        } catch (Throwable e) {
            throw new IllegalStateException("A call of oneDNN failed: " + e, e);
        }
    }

    static MemorySegment primitive(MemorySegment descriptor) {
        return create(p -> (int) PRIMITIVE.invokeExact(p, descriptor));
    }

    static MemorySegment memory(MemorySegment layout) {
        return create(p -> (int) MEMORY.invokeExact(p, layout, ENGINE_OF_CPU, MemorySegment.NULL));
    }

    static void point(MemorySegment memory, MemorySegment data) {
        check(() -> (int) SET_HANDLE.invokeExact(memory, data));
    }

    static void execute(MemorySegment primitive, MemorySegment stream, int count, MemorySegment arguments) {
        check(() -> (int) EXECUTE.invokeExact(primitive, stream, count, arguments));
    }

    static void destroyLayout(MemorySegment layout) {
        check(() -> (int) DESTROY_LAYOUT.invokeExact(layout));
    }

    static void destroyDescriptor(MemorySegment descriptor) {
        check(() -> (int) DESTROY_DESCRIPTOR.invokeExact(descriptor));
    }

    static void destroyMemory(MemorySegment memory) {
        check(() -> (int) DESTROY_MEMORY.invokeExact(memory));
    }

    static void destroyPrimitive(MemorySegment primitive) {
        check(() -> (int) DESTROY.invokeExact(primitive));
    }
}
