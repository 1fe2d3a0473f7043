package dev.intrain.core.worker;

import dev.intrain.api.IntrainException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code intrain generate}: a completion of a prompt. */
@Command(name = "generate", mixinStandardHelpOptions = true, description = "Print a model's completion of a prompt.")
final class GenerateCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Override
    public Integer call() {
        throw new IntrainException("generate is not there yet for " + model.folder());
    }
}
