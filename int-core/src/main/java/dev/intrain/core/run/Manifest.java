package dev.intrain.core.run;

import dev.intrain.core.io.AtomicFiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * manifest.json: under which conditions the run's results came about. Every change is written at once, whole or not at all.
 *
 * <p>Not thread-safe.
 */
public final class Manifest {
    private final Path file;
    private final Map<String, Object> content;

    private Manifest(Path file, Map<String, Object> content) {
        this.file = file;
        this.content = content;
    }

    /**
     * Reads what earlier processes wrote and adds what this one is: engine, commit, Java, system.
     *
     * @param directory the run
     * @param project folder whose git commit is recorded
     * @return the manifest, written
     */
    public static Manifest open(RunDirectory directory, Path project) {
        Manifest manifest = new Manifest(directory.manifest(), JsonText.read(directory.manifest()));
        Map<String, Object> environment = new LinkedHashMap<>();
        environment.put("engine", EngineVersion.current());
        GitCommit.of(project).ifPresent(commit -> environment.put("commit", commit));
        environment.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        environment.put(
                "os",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
        environment.put("processors", Runtime.getRuntime().availableProcessors());
        environment.put("maxHeapBytes", Runtime.getRuntime().maxMemory());
        manifest.set("environment", environment);
        return manifest;
    }

    /**
     * Sets one value.
     *
     * @param key dotted, such as {@code hashes.model}
     * @param value a number, text, list or map
     */
    public void set(String key, Object value) {
        put(key, value);
        write();
    }

    /**
     * Records a finished stage.
     *
     * @param stage its name
     * @param wall how long it took in this process
     * @param facts what else there is to say, such as tokens per second
     */
    public void stageFinished(String stage, Duration wall, Map<String, ?> facts) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("seconds", wall.toMillis() / 1000.0);
        entry.putAll(facts);
        set("stages." + stage, entry);
    }

    @SuppressWarnings("unchecked")
    private void put(String key, Object value) {
        Map<String, Object> section = content;
        String rest = key;
        for (int dot = rest.indexOf('.'); dot >= 0; dot = rest.indexOf('.')) {
            Object child = section.get(rest.substring(0, dot));
            if (!(child instanceof Map)) {
                child = new LinkedHashMap<String, Object>();
                section.put(rest.substring(0, dot), child);
            }
            section = (Map<String, Object>) child;
            rest = rest.substring(dot + 1);
        }
        section.put(rest, value);
    }

    private void write() {
        AtomicFiles.writeString(file, JsonText.indented(content));
    }
}
