package dev.intrain.maven.fork;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Stands in for Maven in a process of its own: runs the worker given as its arguments and repeats what it says. */
final class ParentOfWorker {
    private ParentOfWorker() {}

    public static void main(String[] args) throws InterruptedException {
        WorkerProcess.run(
                new WorkerCommand(List.of(args), Map.of(), Path.of("no-such-folder")),
                Duration.ofSeconds(60),
                new WorkerProcess.Listener() {
                    @Override
                    public void event(WorkerEvent event) {
                        if (event instanceof WorkerEvent.Message message) {
                            System.out.println(message.text());
                        }
                    }

                    @Override
                    public void output(String line) {
                        System.out.println(line);
                    }

                    @Override
                    public void errorOutput(String line) {
                        System.out.println(line);
                    }
                });
    }
}
