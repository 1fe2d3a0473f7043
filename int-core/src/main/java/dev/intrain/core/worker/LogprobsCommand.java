package dev.intrain.core.worker;

import dev.intrain.api.tensor.Backend;
import dev.intrain.api.tensor.DType;
import dev.intrain.core.checkpoint.ModelFolder;
import dev.intrain.core.model.Decoder;
import dev.intrain.core.model.PackedBatch;
import dev.intrain.core.model.ScoringPass;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/** {@code intrain logprobs}: how likely a model finds given tokens. Needs no tokenizer. */
@Command(
        name = "logprobs",
        mixinStandardHelpOptions = true,
        description =
                "Print, for each line {\"tokens\":[...]} of a file, {\"logprobs\":[...]}: the log-probability of each token"
                        + " after the first.")
final class LogprobsCommand implements Callable<Integer> {
    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(names = "--tokens", required = true, paramLabel = "FILE", description = "JSON lines of token ids.")
    private Path tokens = Path.of("");

    @Mixin
    private Output output = new Output();

    @Override
    public Integer call() {
        DType type = model.weights();
        // Read first: a mistake in the file is told before the weights are loaded.
        List<int[]> sequences =
                TokenLines.read(tokens, ModelFolder.open(model.folder()).config());
        int longest = sequences.stream().mapToInt(ids -> ids.length).max().orElse(0);
        if (longest > 1) {
            try (Backend backend = model.createBackend();
                    Decoder decoder = Decoder.load(backend, model.folder(), type);
                    ScoringPass pass = new ScoringPass(decoder, longest, longest - 1)) {
                sequences.forEach(ids -> print(ids.length < 2 ? new float[0] : logprobs(pass, ids)));
            }
        } else {
            sequences.forEach(ids -> print(new float[0]));
        }
        return ExitCode.DONE;
    }

    private static float[] logprobs(ScoringPass pass, int[] ids) {
        boolean[] all = new boolean[ids.length];
        Arrays.fill(all, true);
        pass.forward(PackedBatch.of(List.of(ids), List.of(all)), 1);
        return pass.logprobs();
    }

    private void print(float[] logprobs) {
        output.print(JsonMapper.shared().writeValueAsString(Map.of("logprobs", logprobs)));
    }
}
