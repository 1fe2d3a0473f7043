package dev.intrain.core.tensor.cpu;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One shape's matrix product, compiled by oneDNN for the thread that owns it: C [m,n] (+)= A [m,k] B [k,n], all in native memory.
 *
 * <p>Owns native objects until {@link #close}.
 */
final class DnnlProduct implements AutoCloseable {
    /** In place of B's strides: it is in the layout of {@link PackedWeights}. */
    static final int PACKED = 0;

    private static final int SRC = 1;
    private static final int DST = 17;
    private static final int WEIGHTS = 33;
    private static final int SCRATCHPAD = 80;
    private static final int ARGUMENT_BYTES = 16;
    private static final int ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment primitive;
    private final Compiled owner;
    private final MemorySegment arguments = arena.allocate(4 * ARGUMENT_BYTES, ALIGNMENT);
    private final List<MemorySegment> memories = new ArrayList<>();

    /** What a product is compiled for; strides in elements. */
    record Shape(
            int dtype,
            int m,
            int n,
            int k,
            long aRow,
            long aColumn,
            long bRow,
            long bColumn,
            long cRow,
            boolean accumulate) {}

    private DnnlProduct(Shape s, Compiled owner) {
        this.owner = owner;
        MemorySegment a = Dnnl.layout(s.dtype, s.m, s.k, s.aRow, s.aColumn);
        MemorySegment b = s.bRow == PACKED
                ? Dnnl.packedLayout(s.dtype, s.k, s.n)
                : Dnnl.layout(s.dtype, s.k, s.n, s.bRow, s.bColumn);
        MemorySegment c = Dnnl.layout(Dnnl.F32, s.m, s.n, s.cRow, 1);
        MemorySegment descriptor = Dnnl.product(a, b, c, s.accumulate);
        MemorySegment rest = Dnnl.scratchpad(descriptor);
        primitive = Dnnl.primitive(descriptor);
        argument(SRC, a);
        argument(WEIGHTS, b);
        argument(DST, c);
        argument(SCRATCHPAD, rest);
        owner.reserve(Dnnl.size(rest));
        Dnnl.destroyDescriptor(descriptor);
        List.of(a, b, c).forEach(Dnnl::destroyLayout);
    }

    private void argument(int kind, MemorySegment layout) {
        long at = (long) memories.size() * ARGUMENT_BYTES;
        memories.add(Dnnl.memory(layout));
        arguments.set(JAVA_INT, at, kind);
        arguments.set(ADDRESS, at + ADDRESS.byteSize(), memories.getLast());
    }

    /** Multiplies; the segments begin at the first element. */
    void run(MemorySegment a, MemorySegment b, MemorySegment c) {
        Dnnl.point(memories.get(0), a);
        Dnnl.point(memories.get(1), b);
        Dnnl.point(memories.get(2), c);
        Dnnl.point(memories.get(3), owner.scratchpad);
        Dnnl.execute(primitive, owner.stream, memories.size(), arguments);
    }

    @Override
    public void close() {
        memories.forEach(Dnnl::destroyMemory);
        Dnnl.destroyPrimitive(primitive);
        arena.close();
    }

    /** The products one thread has compiled: the most recently used 512. They run one at a time, in one scratchpad. */
    static final class Compiled {
        private static final int MOST = 512;

        private final MemorySegment stream;
        private MemorySegment scratchpad = MemorySegment.NULL;
        private final Map<Shape, DnnlProduct> products = new LinkedHashMap<>(MOST, 0.75f, true);

        Compiled() {
            stream = Dnnl.stream();
        }

        private void reserve(long bytes) {
            if (scratchpad.byteSize() < bytes) {
                scratchpad = Arena.ofAuto().allocate(bytes, ALIGNMENT);
            }
        }

        DnnlProduct of(Shape shape) {
            DnnlProduct found = products.get(shape);
            if (found == null) {
                if (products.size() == MOST) {
                    Shape eldest = products.keySet().iterator().next();
                    DnnlProduct old = products.remove(eldest);
                    if (old != null) {
                        old.close();
                    }
                }
                found = new DnnlProduct(shape, this);
                products.put(shape, found);
            }
            return found;
        }

        void close() {
            products.values().forEach(DnnlProduct::close);
            products.clear();
        }
    }
}
