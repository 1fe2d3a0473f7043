package dev.intrain.core.worker;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intrain providers}. */
@Command(
        name = "providers",
        mixinStandardHelpOptions = true,
        description = "List backends, verifiers and all other providers, and whether they can run here.")
final class ProvidersCommand implements Callable<Integer> {
    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        output.print(Goals.providers());
        return ExitCode.DONE;
    }
}
