package dev.intrain.core.optim;

import dev.intrain.api.IntrainException;
import dev.intrain.api.optim.Optimizer;
import dev.intrain.api.optim.Parameter;
import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.Tensor;
import dev.intrain.core.checkpoint.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folders {@code step-N} a trainer resumes from: float32 weights, optimizer state and counters after N steps, each whole or absent.
 *
 * <p>Only the newest is kept. Because data order and random keys are functions of the step, these facts are all that exact resume needs:
 * N steps equal k steps, a resume and N-k steps, bit for bit.
 */
public final class Checkpoints {
    private static final String PREFIX = "step-";

    private final @Nullable Path folder;
    private final long everySteps;

    private Checkpoints(@Nullable Path folder, long everySteps) {
        this.folder = folder;
        this.everySteps = everySteps;
    }

    /**
     * @param folder where the {@code step-N} folders go; created when needed
     * @param everySteps steps between two checkpoints; 0 for only those a stop asks for
     * @return checkpoints in that folder
     */
    public static Checkpoints in(Path folder, long everySteps) {
        return new Checkpoints(folder, everySteps);
    }

    /** @return no checkpoints: training starts over when interrupted */
    public static Checkpoints none() {
        return new Checkpoints(null, 0);
    }

    /** @return steps done at the newest checkpoint; empty where there is none */
    public OptionalLong latest() {
        return steps().stream().mapToLong(Long::longValue).max();
    }

    /**
     * @param stepsDone steps done so far
     * @return whether a checkpoint is due now
     */
    public boolean due(long stepsDone) {
        return folder != null && everySteps > 0 && stepsDone % everySteps == 0;
    }

    /**
     * Writes a checkpoint, then removes older ones. Does nothing where there are no checkpoints, or this one exists.
     *
     * @param progress steps done and further counters
     * @param backend where weights and state live
     * @param parameters the trained weights
     * @param optimizer its state
     */
    public void save(Progressed progress, Backend backend, List<Parameter> parameters, Optimizer optimizer) {
        if (folder == null || latest().equals(OptionalLong.of(progress.step()))) {
            return;
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("arithmetic", backend.arithmetic());
        facts.put("step", progress.step());
        facts.put("optimizerSteps", optimizer.steps());
        facts.put("counters", progress.counters());
        TrainingState.save(folder.resolve(PREFIX + progress.step()), backend, tensors(parameters, optimizer), facts);
        for (long step : steps()) {
            if (step != progress.step()) {
                delete(folder.resolve(PREFIX + step));
            }
        }
    }

    /**
     * Writes the newest checkpoint back in place.
     *
     * @param backend where weights and state live
     * @param parameters the trained weights, overwritten
     * @param optimizer its state, overwritten
     * @return where training goes on; step 0 where there is no checkpoint
     * @throws IntrainException if it was written under another arithmetic
     */
    public Progressed restore(Backend backend, List<Parameter> parameters, Optimizer optimizer) {
        OptionalLong latest = latest();
        if (folder == null || latest.isEmpty()) {
            return Progressed.START;
        }
        Path newest = folder.resolve(PREFIX + latest.getAsLong());
        Map<String, Object> facts = TrainingState.load(newest, backend, tensors(parameters, optimizer));
        if (!backend.arithmetic().equals(facts.get("arithmetic"))) {
            throw new IntrainException("checkpoint " + newest + " was computed under '" + facts.get("arithmetic")
                    + "' and cannot go on exactly under '" + backend.arithmetic()
                    + "': resume where it began, or delete it");
        }
        optimizer.restore(number(facts.get("optimizerSteps")));
        Map<String, Long> counters = new LinkedHashMap<>();
        if (facts.get("counters") instanceof Map<?, ?> saved) {
            saved.forEach((name, value) -> counters.put(String.valueOf(name), number(value)));
        }
        return new Progressed(number(facts.get("step")), counters);
    }

    /** Removes all checkpoints: before a training that must begin anew, or after one whose model is saved. */
    public void clear() {
        if (folder != null) {
            steps().forEach(step -> delete(folder.resolve(PREFIX + step)));
        }
    }

    private static long number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.longValue();
        }
        throw new IntrainException("a checkpoint lacks a number it should hold: delete its folder to start over");
    }

    private static Map<String, Tensor> tensors(List<Parameter> parameters, Optimizer optimizer) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        parameters.forEach(parameter -> tensors.put("model." + parameter.name(), parameter.value()));
        optimizer.state().forEach((name, tensor) -> tensors.put("optimizer." + name, tensor));
        return tensors;
    }

    /** A kill in the middle leaves a part that the next save deletes; it is never the newest, so never read. */
    private static void delete(Path outdated) {
        try (Stream<Path> tree = Files.walk(outdated)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete the outdated checkpoint " + outdated, e);
        }
    }

    private List<Long> steps() {
        if (folder == null || !Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches(PREFIX + "\\d{1,18}"))
                    .map(name -> Long.valueOf(name.substring(PREFIX.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list checkpoints in " + folder, e);
        }
    }

    /**
     * How far a training is.
     *
     * @param step steps done
     * @param counters further counts that go on over a resume
     */
    public record Progressed(long step, Map<String, Long> counters) {
        /** Nothing done yet. */
        public static final Progressed START = new Progressed(0, Map.of());

        /** Copies the counters. */
        public Progressed {
            counters = Map.copyOf(counters);
        }
    }
}
