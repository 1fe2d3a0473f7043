package dev.intrain.core.run;

import dev.intrain.api.IntrainException;
import dev.intrain.core.io.AtomicFiles;
import dev.intrain.core.io.Hashes;
import dev.intrain.core.io.IoFailures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Knows which stages of a run are done, half done or to do. One small JSON file per stage: {@code stages/rl.started.json} from its
 * beginning on, {@code stages/rl.json} after its end.
 *
 * <p>A stage is skipped only if its whole {@link StageKey} is the same and its outputs hold the bytes it wrote: a damaged file is
 * written anew, never built on.
 */
public final class StageLedger {
    private final RunDirectory directory;
    private final Function<Path, String> hashes;

    /** @param directory the run */
    public StageLedger(RunDirectory directory) {
        this(directory, Hashes::sha256Tree);
    }

    /**
     * @param directory the run
     * @param hashes from an existing file or folder to the hash of its content; may remember what it has read
     */
    public StageLedger(RunDirectory directory, Function<Path, String> hashes) {
        this.directory = directory;
        this.hashes = hashes;
    }

    /**
     * Decides what to do with a stage.
     *
     * @param now what its result depends on now
     * @return what to do and why
     * @throws IntrainException if it is half done under another arithmetic
     */
    public StageDecision decide(StageKey now) {
        if (Files.exists(started(now.stage()))) {
            return decideHalfDone(now, key(JsonText.read(started(now.stage()))));
        }
        if (!Files.exists(finished(now.stage()))) {
            return new StageDecision.Start(StageDecision.Start.FIRST);
        }
        Map<String, Object> record = JsonText.read(finished(now.stage()));
        Optional<String> change = KeyChange.between(key(record), now).or(() -> changedOutput(record));
        return change.<StageDecision>map(StageDecision.Start::new)
                .orElseGet(() -> new StageDecision.Skip("nothing has changed since it ran"));
    }

    private StageDecision decideHalfDone(StageKey now, StageKey before) {
        Optional<String> change = KeyChange.between(before, now);
        if (change.isEmpty()) {
            return new StageDecision.Resume("it was interrupted");
        }
        StageKey sameArithmetic = new StageKey(
                now.stage(), now.inputs(), now.recipe(), now.providers(), now.engine(), before.arithmetic());
        if (sameArithmetic.equals(before)) {
            throw new IntrainException("stage " + now.stage() + " in " + directory.root() + " is half done under the"
                    + " arithmetic '" + before.arithmetic() + "' and cannot be resumed under '" + now.arithmetic()
                    + "': go on where it was begun, or delete " + started(now.stage()) + " to begin it anew");
        }
        return new StageDecision.Start(change.get());
    }

    /**
     * Records that a stage begins or goes on. Before that, after {@link StageDecision.Start}, remove what is left of it.
     *
     * @param key what its result depends on
     */
    public void begin(StageKey key) {
        AtomicFiles.writeString(started(key.stage()), JsonText.indented(Map.of("key", key.toMap())));
        delete(finished(key.stage()));
    }

    /**
     * Records that a stage is done.
     *
     * @param key what its result depends on
     * @param outputs files and folders it has written
     * @param facts what else to keep, such as its result line
     */
    public void finish(StageKey key, List<Path> outputs, Map<String, ?> facts) {
        Map<String, Object> contents = new LinkedHashMap<>();
        outputs.forEach(output -> contents.put(name(output), hashes.apply(output)));
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("key", key.toMap());
        record.put("outputs", contents);
        record.put("facts", facts);
        AtomicFiles.writeString(finished(key.stage()), JsonText.indented(record));
        delete(started(key.stage()));
    }

    /**
     * @param stage a stage
     * @return what {@link #finish} was given to keep; empty if it is not done
     */
    public Map<String, Object> facts(String stage) {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (JsonText.read(finished(stage)).get("facts") instanceof Map<?, ?> kept) {
            kept.forEach((name, value) -> facts.put(String.valueOf(name), value));
        }
        return facts;
    }

    /**
     * Refuses a file that is no longer what the stage which wrote it left: damage would otherwise be worked into new results.
     *
     * @param input a file or folder another stage may have written
     * @throws IntrainException naming the stage
     */
    public void requireIntact(Path input) {
        for (Path record : finishedRecords()) {
            if (JsonText.read(record).get("outputs") instanceof Map<?, ?> outputs
                    && outputs.get(name(input)) instanceof String written
                    && !written.equals(hashes.apply(input))) {
                String stage = String.valueOf(record.getFileName()).replace(".json", "");
                throw new IntrainException(input + " is not as stage " + stage
                        + " wrote it, so it is damaged or was replaced: run stage " + stage + " again, or delete "
                        + record
                        + " to go on with it as it is");
            }
        }
    }

    private List<Path> finishedRecords() {
        if (!Files.isDirectory(directory.stages())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.stages())) {
            return files.filter(file -> file.toString().endsWith(".json")
                            && !file.toString().endsWith(".started.json"))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw IoFailures.reading(directory.stages(), e);
        }
    }

    private Optional<String> changedOutput(Map<String, Object> record) {
        if (record.get("outputs") instanceof Map<?, ?> outputs) {
            for (Map.Entry<?, ?> output : outputs.entrySet()) {
                Path path = directory.root().resolve(String.valueOf(output.getKey()));
                if (!Files.exists(path)) {
                    return Optional.of("its output " + output.getKey() + " is gone");
                }
                if (!hashes.apply(path).equals(output.getValue())) {
                    return Optional.of("its output " + output.getKey() + " has changed");
                }
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private static StageKey key(Map<String, Object> record) {
        return StageKey.of(record.get("key") instanceof Map<?, ?> key ? (Map<String, Object>) key : Map.of());
    }

    private String name(Path output) {
        return directory
                .root()
                .relativize(output.toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw IoFailures.writing(file, e);
        }
    }

    private Path started(String stage) {
        return directory.stages().resolve(stage + ".started.json");
    }

    private Path finished(String stage) {
        return directory.stages().resolve(stage + ".json");
    }
}
