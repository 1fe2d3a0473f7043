package dev.intrain.maven.fork;

import dev.intrain.api.IntrainException;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A worker ready to start: everything it is told lies in files of one folder, so the command line itself stays short.
 *
 * @param line the command
 * @param environment variables set on top of Maven's own
 * @param workFolder holds the argument file, the job, unpacked natives and, after a crash, the JVM's crash file
 */
public record WorkerCommand(List<String> line, Map<String, String> environment, Path workFolder) {
    private static final String ARGUMENTS = "arguments";
    private static final String JOB = "job.json";
    private static final String TEMPORARY = "tmp";
    private static final String MAIN_CLASS = "dev.intrain.core.worker.WorkerMain";

    /** Copies the collections. */
    public WorkerCommand {
        line = List.copyOf(line);
        environment = Map.copyOf(environment);
    }

    /**
     * Writes the files of a worker.
     *
     * @param workFolder an existing folder of this worker alone
     * @param jdk what it runs on
     * @param classPath the engine, plug-ins and, where asked, the project
     * @param jvmArgs further arguments of the user, after ours
     * @param threads for libraries that read OMP_NUM_THREADS, where set
     * @param secrets variables that must stand in no file and no argument
     * @param job what to do
     * @return the command
     */
    public static WorkerCommand prepare(
            Path workFolder,
            Jdk jdk,
            List<Path> classPath,
            List<String> jvmArgs,
            OptionalInt threads,
            Map<String, String> secrets,
            Job job) {
        try {
            Path temporary = Files.createDirectories(workFolder.resolve(TEMPORARY));
            Path jobFile = Files.writeString(workFolder.resolve(JOB), job.toJson());
            List<String> arguments = new ArrayList<>(jvmFlags(workFolder, temporary));
            if (LargePages.available()) {
                arguments.add(LargePages.JVM_FLAG);
            }
            arguments.addAll(jvmArgs);
            arguments.add("-cp");
            arguments.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
            arguments.add(MAIN_CLASS);
            arguments.add(jobFile.toString());
            Path argumentFile = workFolder.resolve(ARGUMENTS);
            Files.write(
                    argumentFile, arguments.stream().map(WorkerCommand::quoted).toList(), nativeCharset());
            return new WorkerCommand(
                    List.of(jdk.java().toString(), "@" + argumentFile),
                    environment(temporary, threads, secrets),
                    workFolder);
        } catch (IOException e) {
            throw new IntrainException("cannot write the worker's files in " + workFolder + ": " + e.getMessage(), e);
        }
    }

    /**
     * What the engine's libraries need: vectors, Arrow's off-heap memory, natives; and an end at once when memory runs out. Tensors lie
     * outside the heap; a small young generation keeps what is short-lived from taking half a GiB. The JIT may hoist a check that fails each
     * time, throw a kernel away and compile it again: 20 times, not 100, each of which takes a processor for a third of a second.
     */
    private static List<String> jvmFlags(Path workFolder, Path temporary) {
        return List.of(
                "--add-modules",
                "jdk.incubator.vector",
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseParallelGC",
                "-Xmn32m",
                "-XX:PerMethodTrapLimit=20",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:ErrorFile=" + workFolder.resolve("crash-%p.log"),
                "-Djava.io.tmpdir=" + temporary,
                "-Djava.awt.headless=true",
                "-Dai.djl.offline=true");
    }

    /** Natives are unpacked in folders of this worker, and the tokenizer library neither downloads nor reports anything. */
    private static Map<String, String> environment(Path temporary, OptionalInt threads, Map<String, String> secrets) {
        Map<String, String> environment = new LinkedHashMap<>(secrets);
        environment.put("RUST_FLAVOR", "cpu");
        environment.put("DJL_CACHE_DIR", temporary.toString());
        environment.put("OPT_OUT_TRACKING", "true");
        if (LargePages.available()) {
            environment.put(LargePages.VARIABLE, LargePages.tunables(System.getenv(LargePages.VARIABLE)));
        }
        threads.ifPresent(n -> environment.put("OMP_NUM_THREADS", Integer.toString(n)));
        return environment;
    }

    static String quoted(String argument) {
        return '"' + argument.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    private static Charset nativeCharset() {
        return Charset.forName(System.getProperty("native.encoding", "UTF-8"));
    }

    /** @return the command as a user can paste it */
    public String shown() {
        return String.join(" ", line);
    }

    /** @return the crash files the JVM has left */
    public List<Path> crashFiles() {
        try (Stream<Path> files = Files.list(workFolder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("crash-"))
                    .sorted()
                    .toList();
        } catch (IOException gone) {
            return List.of();
        }
    }

    /** Removes what {@link #prepare} wrote, then the folder and the one around it where nothing else is in them. */
    public void deleteFiles() {
        deleteTree(workFolder.resolve(TEMPORARY));
        for (String name : List.of(JOB, ARGUMENTS, "")) {
            workFolder.resolve(name).toFile().delete();
        }
        Path around = workFolder.toAbsolutePath().normalize().getParent();
        if (around != null) {
            around.toFile().delete();
        }
    }

    private static void deleteTree(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException gone) {
            // What cannot be removed stays.
        }
    }
}
