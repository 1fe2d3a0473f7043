package dev.intrain.core.trace;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads the records of one Arrow file in order, holding one batch at a time.
 *
 * <p>Opening checks the schema's name and version and every column the record needs; further columns are ignored. Whatever is
 * wrong with the file becomes an {@link IntrainException} that names it.
 *
 * @param <T> the record type
 */
public final class TraceReader<T> implements Iterator<T>, AutoCloseable {
    private final Path path;
    private final ArrowSchema<T> schema;
    private final BufferAllocator allocator;
    private final FileChannel channel;
    private final ArrowFileReader reader;
    private final Map<String, String> metadata;
    private final VectorSchemaRoot root;
    private final ArrowRow row;
    private int next;
    private int loaded;

    private TraceReader(Path path, ArrowSchema<T> schema, BufferAllocator allocator, FileChannel channel)
            throws IOException {
        this.path = path;
        this.schema = schema;
        this.allocator = allocator;
        this.channel = channel;
        this.reader = new ArrowFileReader(channel, allocator);
        root = reader.getVectorSchemaRoot();
        metadata = Objects.requireNonNullElse(root.getSchema().getCustomMetadata(), Map.of());
        row = new ArrowRow(root);
    }

    /**
     * Opens a file.
     *
     * @param path the file
     * @param schema what it must hold
     * @param <T> the record type
     * @return a reader before the first row, which the caller closes
     */
    public static <T> TraceReader<T> open(Path path, ArrowSchema<T> schema) {
        BufferAllocator allocator = new RootAllocator();
        FileChannel channel = null;
        try {
            channel = FileChannel.open(path);
            TraceReader<T> reader = new TraceReader<>(path, schema, allocator, channel);
            reader.checkSchema();
            return reader;
        } catch (NoSuchFileException e) {
            throw new IntrainException("There is no file " + path + "; run the stage that writes it first.", e);
        } catch (IntrainException e) {
            release(allocator, channel);
            throw e;
        } catch (IOException | RuntimeException e) {
            release(allocator, channel);
            throw damaged(path, e);
        }
    }

    /** @return the schema's metadata, with {@code intrain.schema} and {@code intrain.version} */
    public Map<String, String> metadata() {
        return metadata;
    }

    @Override
    public boolean hasNext() {
        try {
            while (next == loaded) {
                if (!reader.loadNextBatch()) {
                    return false;
                }
                loaded = root.getRowCount();
                next = 0;
            }
            return true;
        } catch (IOException | RuntimeException e) {
            throw damaged(path, e);
        }
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException(path.toString());
        }
        try {
            return schema.read(row.at(next++));
        } catch (RuntimeException e) {
            throw damaged(path, e);
        }
    }

    @Override
    public void close() {
        root.close();
        release(allocator, channel);
    }

    private void checkSchema() {
        Schema found = root.getSchema();
        String name = metadata.get(ArrowSchema.NAME_KEY);
        if (!schema.name().equals(name)) {
            throw new IntrainException("The file " + path + " holds " + (name == null ? "no rows of ours" : name)
                    + ", but " + schema.name() + " are needed; give the file that the right stage wrote.");
        }
        String version = metadata.get(ArrowSchema.VERSION_KEY);
        if (!Integer.toString(schema.version()).equals(version)) {
            throw new IntrainException("The file " + path + " holds " + name + " of version " + version
                    + ", but this engine reads version " + schema.version()
                    + "; run the stage again, or use the engine that wrote it.");
        }
        for (Field field : schema.fields()) {
            Field there = found.getFields().stream()
                    .filter(f -> f.getName().equals(field.getName()))
                    .findFirst()
                    .orElse(null);
            if (there == null || !sameShape(there, field)) {
                throw new IntrainException("The file " + path + " says it holds " + name + ", but its column '"
                        + field.getName() + "' is " + (there == null ? "missing" : "of another type") + " ("
                        + describe(field) + " is needed); run the stage again.");
            }
        }
    }

    /** Names and types agree; names of list items may differ, as other writers choose their own. */
    private static boolean sameShape(Field a, Field b) {
        if (!a.getType().equals(b.getType())
                || a.getChildren().size() != b.getChildren().size()) {
            return false;
        }
        for (int i = 0; i < a.getChildren().size(); i++) {
            if (!sameShape(a.getChildren().get(i), b.getChildren().get(i))) {
                return false;
            }
        }
        return true;
    }

    private static String describe(Field field) {
        return field.getType()
                + (field.getChildren().isEmpty()
                        ? ""
                        : " of " + describe(field.getChildren().get(0)));
    }

    private static IntrainException damaged(Path path, Exception cause) {
        return new IntrainException(
                "The file " + path + " cannot be read as an Arrow file (" + firstLine(cause)
                        + "): it is truncated or damaged; delete it and run its stage again.",
                cause);
    }

    private static String firstLine(Exception cause) {
        String message = cause.getMessage();
        return message == null
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }

    /** After a damaged batch Arrow may have lost track of a buffer; the failure that led here is the one to report. */
    private static void release(BufferAllocator allocator, @Nullable FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
            allocator.close();
        } catch (IOException | IllegalStateException e) {
            return;
        }
    }
}
