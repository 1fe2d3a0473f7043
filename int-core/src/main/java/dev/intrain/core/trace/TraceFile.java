package dev.intrain.core.trace;

import dev.intrain.core.io.AtomicFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Whole Arrow files: written at once or not at all, read into lists or streamed. */
public final class TraceFile {
    private TraceFile() {}

    /**
     * Writes a file from rows at hand; equal rows and metadata give equal bytes.
     *
     * @param path the file, replaced if it exists
     * @param schema the rows' columns
     * @param metadata further entries for the schema's metadata
     * @param rows the rows in order
     * @param <T> the record type
     */
    public static <T> void write(Path path, ArrowSchema<T> schema, Map<String, String> metadata, Iterable<T> rows) {
        stream(path, schema, metadata, sink -> rows.forEach(sink));
    }

    /**
     * Writes a file from rows as they come; nothing appears at {@code path} if {@code rows} throws.
     *
     * @param path the file, replaced if it exists
     * @param schema the rows' columns
     * @param metadata further entries for the schema's metadata
     * @param rows called once with the sink that takes the rows in order
     * @param <T> the record type
     */
    public static <T> void stream(
            Path path, ArrowSchema<T> schema, Map<String, String> metadata, Consumer<Consumer<T>> rows) {
        AtomicFiles.write(path, out -> {
            try (TraceWriter<T> writer = new TraceWriter<>(out, schema, metadata)) {
                rows.accept(writer);
                writer.finish();
            }
        });
    }

    /**
     * Reads a whole file.
     *
     * @param path the file
     * @param schema what it must hold
     * @param <T> the record type
     * @return its rows in order
     */
    public static <T> List<T> read(Path path, ArrowSchema<T> schema) {
        List<T> rows = new ArrayList<>();
        forEach(path, schema, rows::add);
        return rows;
    }

    /**
     * Streams a file, holding one batch at a time.
     *
     * @param path the file
     * @param schema what it must hold
     * @param action called with every row in order
     * @param <T> the record type
     */
    public static <T> void forEach(Path path, ArrowSchema<T> schema, Consumer<? super T> action) {
        try (TraceReader<T> reader = TraceReader.open(path, schema)) {
            reader.forEachRemaining(action);
        }
    }
}
