package dev.intrain.maven.fork;

import java.nio.file.Files;
import java.nio.file.Path;

/** A stand-in for the worker, started as a process of its own: behaves as its first argument says. */
final class ScriptedWorker {
    private ScriptedWorker() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "well" -> {
                System.out.println("a library speaks");
                System.err.println("and complains");
                System.out.println("{\"event\":\"progress\",\"stage\":\"rl\",\"done\":1,\"total\":2,\"note\":\"ü\"}");
                System.out.println("{\"event\":\"done\"}");
            }
            case "silent-end" -> System.out.println("{\"event\":\"message\",\"text\":\"bye\"}");
            case "user-error" -> {
                System.out.println("{\"event\":\"error\",\"kind\":\"user\",\"text\":\"mend this\"}");
                System.exit(2);
            }
            case "done-but-failed" -> {
                System.out.println("{\"event\":\"done\"}");
                System.exit(134);
            }
            case "much" -> {
                for (int i = 0; i < 50_000; i++) {
                    System.out.println("line " + i);
                }
                System.out.println("{\"event\":\"done\"}");
            }
            case "stops-when-asked" -> {
                System.out.println("{\"event\":\"message\",\"text\":\"ready\"}");
                Files.writeString(
                        Path.of(args[1]), new String(System.in.readNBytes(5), java.nio.charset.StandardCharsets.UTF_8));
                System.exit(WorkerResult.STOPPED);
            }
            case "deaf" -> {
                System.out.println("{\"event\":\"message\",\"text\":\"ready\"}");
                Thread.sleep(600_000);
            }
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}
