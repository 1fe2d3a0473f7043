package dev.intrain.core.trace;

import dev.intrain.api.IntrainException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The part files of a stage in progress: {@code NAME.part-00017.arrow} beside the {@code NAME.arrow} they are joined into.
 *
 * <p>An Arrow file without its footer cannot be read, so a stage writes small whole files and joins them at its end. A part
 * counts as finished only if it can be opened and carries the same metadata as this object: give whatever the parts depend on
 * (a hash of inputs and settings) as metadata, and parts of another run are written anew. The joined file's bytes depend on the
 * rows alone, not on where the parts were cut.
 *
 * @param <T> the record type
 */
public final class PartFiles<T> {
    private final Path directory;
    private final String name;
    private final ArrowSchema<T> schema;
    private final Map<String, String> metadata;
    private final Pattern pattern;

    /**
     * Creates nothing on disk.
     *
     * @param directory where the parts and the joined file lie
     * @param name file name without {@code .arrow}
     * @param schema the rows' columns
     * @param metadata stands in every part and in the joined file
     */
    public PartFiles(Path directory, String name, ArrowSchema<T> schema, Map<String, String> metadata) {
        this.directory = directory;
        this.name = name;
        this.schema = schema;
        this.metadata = Map.copyOf(metadata);
        this.pattern = Pattern.compile(Pattern.quote(name) + "\\.part-(\\d{5,9})\\.arrow");
    }

    /** @return the joined file */
    public Path joined() {
        return directory.resolve(name + ".arrow");
    }

    /**
     * @param index number of the part, from 0
     * @return its file
     */
    public Path part(int index) {
        return directory.resolve(String.format(Locale.ROOT, "%s.part-%05d.arrow", name, index));
    }

    /**
     * Writes a part, whole or not at all.
     *
     * @param index number of the part, from 0
     * @param rows its rows
     */
    public void write(int index, Iterable<T> rows) {
        TraceFile.write(part(index), schema, metadata, rows);
    }

    /**
     * @param index number of the part
     * @return its rows
     */
    public List<T> read(int index) {
        return TraceFile.read(part(index), schema);
    }

    /** @return numbers of the parts that need not be written again, in order */
    public SortedSet<Integer> finished() {
        SortedSet<Integer> done = new TreeSet<>();
        for (Path file : parts()) {
            if (isCurrent(file)) {
                done.add(number(file));
            }
        }
        return done;
    }

    /**
     * Joins parts 0 to {@code count - 1} in order into the joined file, then deletes all parts.
     *
     * @param count number of parts
     * @return the joined file
     */
    public Path join(int count) {
        SortedSet<Integer> done = finished();
        for (int i = 0; i < count; i++) {
            if (!done.contains(i)) {
                throw new IntrainException("Part " + part(i) + " is missing or belongs to another run, so " + joined()
                        + " cannot be put together; run the stage again.");
            }
        }
        TraceFile.stream(joined(), schema, metadata, sink -> copy(count, sink));
        deleteParts();
        return joined();
    }

    /** Deletes every part, finished or not; the joined file stays. */
    public void deleteParts() {
        try {
            for (Path file : parts()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new IntrainException("Old part files in " + directory + " cannot be deleted: " + e.getMessage(), e);
        }
    }

    private void copy(int count, Consumer<T> sink) {
        for (int i = 0; i < count; i++) {
            TraceFile.forEach(part(i), schema, sink);
        }
    }

    private boolean isCurrent(Path file) {
        try (TraceReader<T> reader = TraceReader.open(file, schema)) {
            return metadata.entrySet().stream()
                    .allMatch(e -> Objects.equals(reader.metadata().get(e.getKey()), e.getValue()));
        } catch (IntrainException e) {
            // A part of an older version or a damaged one is simply written again.
            return false;
        }
    }

    private List<Path> parts() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return new ArrayList<>(files.filter(f -> number(f) >= 0).toList());
        } catch (IOException e) {
            throw new IntrainException("The directory " + directory + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private int number(Path file) {
        Matcher matcher = pattern.matcher(file.getFileName().toString());
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : -1;
    }
}
