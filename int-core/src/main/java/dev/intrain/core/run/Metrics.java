package dev.intrain.core.run;

import dev.intrain.core.io.AtomicFiles;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * metrics.jsonl and the TensorBoard events: one row per training step, each on the disk's side of the process as soon as it is logged.
 *
 * <p>A row is a JSON object with {@code stage}, {@code step}, {@code time} (seconds since 1970) and the step's numbers; one that is not
 * finite is null. The event file is always rebuilt from the rows when a run is opened or cut back, so the two agree. Not thread-safe.
 */
public final class Metrics implements AutoCloseable {
    private static final List<String> RESERVED = List.of("stage", "step", "time");

    private final Path file;
    private final Path eventFolder;
    private @Nullable OutputStream rows;
    private @Nullable EventFile events;

    private Metrics(RunDirectory directory) {
        this.file = directory.metrics();
        this.eventFolder = directory.tensorboard();
    }

    /**
     * Opens a run's metrics; a row that a killed process wrote half is cut off.
     *
     * @param directory the run
     * @return metrics to log to
     */
    public static Metrics open(RunDirectory directory) {
        Metrics metrics = new Metrics(directory);
        metrics.keep(row -> true);
        return metrics;
    }

    /**
     * Adds a row.
     *
     * @param stage the stage
     * @param step the step, from 1
     * @param values numbers by name
     */
    public void log(String stage, long step, Map<String, ? extends Number> values) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("stage", stage);
        row.put("step", step);
        row.put("time", System.currentTimeMillis() / 1000.0);
        values.forEach((name, value) -> {
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("a metric cannot be named " + name);
            }
            row.put(name, Double.isFinite(value.doubleValue()) ? value : null);
        });
        OutputStream open = rows;
        EventFile openEvents = events;
        if (open == null || openEvents == null) {
            throw new IllegalStateException("the metrics are closed");
        }
        try {
            open.write((JsonText.MAPPER.writeValueAsString(row) + "\n").getBytes(StandardCharsets.UTF_8));
            open.flush();
            openEvents.add(row);
            openEvents.flush();
        } catch (IOException e) {
            throw IoFailures.writing(file, e);
        }
    }

    /**
     * Goes back to a checkpoint: removes the stage's rows after a step, which will be logged again.
     *
     * @param stage the stage
     * @param step last step whose row stays; -1 to remove all
     */
    public void cutBack(String stage, long step) {
        keep(row -> !stage.equals(row.get("stage")) || ((Number) row.getOrDefault("step", 0)).longValue() <= step);
    }

    /** @return all rows, in the order logged */
    public List<Map<String, Object>> rows() {
        return read(file);
    }

    /**
     * Reads a run's rows without opening it for writing.
     *
     * @param file a metrics.jsonl, which need not exist
     * @return its rows, without what is written half
     */
    public static List<Map<String, Object>> read(Path file) {
        List<Map<String, Object>> rows = new ArrayList<>();
        if (!Files.exists(file)) {
            return rows;
        }
        try {
            for (String line : new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
                row(line).ifPresent(rows::add);
            }
        } catch (IOException e) {
            throw IoFailures.reading(file, e);
        }
        return rows;
    }

    /** Empty for what a process wrote half when it was killed or the disk was full. */
    private static Optional<Map<String, Object>> row(String line) {
        if (!line.endsWith("}")) {
            return Optional.empty();
        }
        try {
            Map<String, Object> row = JsonText.parse(line);
            return row.get("step") instanceof Number ? Optional.of(row) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    private void keep(Predicate<Map<String, Object>> wanted) {
        close();
        List<Map<String, Object>> kept = read(file).stream().filter(wanted).toList();
        StringBuilder text = new StringBuilder();
        kept.forEach(row -> text.append(JsonText.MAPPER.writeValueAsString(row)).append('\n'));
        try {
            if (!Files.exists(file) || !Files.readString(file).contentEquals(text)) {
                AtomicFiles.writeString(file, text.toString());
            }
            rows = Files.newOutputStream(file, StandardOpenOption.APPEND);
            events = EventFile.create(eventFolder, kept);
        } catch (IOException e) {
            throw IoFailures.writing(file, e);
        }
    }

    @Override
    public void close() {
        try {
            if (rows != null) {
                rows.close();
            }
            if (events != null) {
                events.close();
            }
        } catch (IOException e) {
            throw IoFailures.writing(file, e);
        } finally {
            rows = null;
            events = null;
        }
    }
}
