package dev.intrain.core.trace;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileWriter;

/**
 * Writes records as an Arrow IPC file, a batch at a time, so that memory stays bounded however many rows there are.
 *
 * <p>A batch ends after {@link #BATCH_ROWS} rows or {@link #BATCH_BYTES} bytes of values, whichever comes first: the bytes of a
 * file depend on its schema, metadata and rows alone. The footer is written by {@link #close()}.
 *
 * @param <T> the record type
 */
final class TraceWriter<T> implements AutoCloseable, Consumer<T> {
    static final int BATCH_ROWS = 4096;
    static final long BATCH_BYTES = 16L << 20;

    private final ArrowSchema<T> schema;
    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot root;
    private final ArrowFileWriter writer;
    private final List<FieldVector> vectors;
    private int rows;
    private long bytes;

    /** Writes to {@code out}, which the caller closes after this writer. */
    TraceWriter(OutputStream out, ArrowSchema<T> schema, Map<String, String> metadata) throws IOException {
        this.schema = schema;
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(ArrowSchema.NAME_KEY, schema.name());
        all.put(ArrowSchema.VERSION_KEY, Integer.toString(schema.version()));
        root = VectorSchemaRoot.create(schema.arrow(all), allocator);
        vectors = root.getFieldVectors();
        writer = new ArrowFileWriter(root, null, Channels.newChannel(out));
        writer.start();
    }

    /** Adds a row; an I/O failure surfaces as {@link UncheckedIOException}. */
    @Override
    public void accept(T record) {
        long size = schema.bytes(record);
        if (rows == BATCH_ROWS || (rows > 0 && bytes + size > BATCH_BYTES)) {
            flush();
        }
        schema.write(vectors, rows, record);
        rows++;
        bytes += size;
    }

    /** @return most bytes of vectors held at once */
    long peakMemory() {
        return allocator.getPeakMemoryAllocation();
    }

    private void flush() {
        root.setRowCount(rows);
        try {
            writer.writeBatch();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        root.clear();
        rows = 0;
        bytes = 0;
    }

    /** Writes the last batch and the footer; without it a reader refuses the file. */
    void finish() throws IOException {
        if (rows > 0) {
            flush();
        }
        writer.end();
    }

    /** Frees the vectors. */
    @Override
    public void close() {
        root.close();
        allocator.close();
    }
}
